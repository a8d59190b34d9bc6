//! The made-up people.

use chatdesk_core::{Address, Agent, ContactKind, Profile};
use uuid::Uuid;

use super::dice::Dice;

/// Somebody who asks for help.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) kind: ContactKind,
    pub(super) address: Address,
    pub(super) profile: Profile,
}

const FIRST: [&str; 40] = [
    "Amara", "Bruno", "Clara", "Dmitri", "Elif", "Farid", "Greta", "Hassan", "Ingrid", "Jamal",
    "Keiko", "Lucas", "Mira", "Nils", "Olivia", "Pablo", "Quinn", "Rosa", "Sami", "Tereza", "Uma",
    "Viktor", "Wanda", "Xenia", "Yusuf", "Zoe", "Anton", "Beatriz", "Cem", "Daphne", "Emil",
    "Fatima", "Goran", "Hannah", "Ivo", "Joana", "Karim", "Leila", "Mateo", "Noor",
];
const LAST: [&str; 37] = [
    "Adler", "Berg", "Castro", "Dahl", "Eriksen", "Fontaine", "Grant", "Haddad", "Ito", "Jansen",
    "Kaya", "Lind", "Moreau", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Silva", "Tanaka",
    "Usman", "Vargas", "Weber", "Xu", "Yilmaz", "Zeman", "Abbott", "Brandt", "Costa", "Demir",
    "Engel", "Ferreira", "Gupta", "Holm", "Ivanova", "Jones", "Keller",
];
/// People whose names are written otherwise, and how they write them in an e-mail address.
const ELSEWHERE: [(&str, &str); 16] = [
    ("ليلى حداد", "layla.haddad"),
    ("अनन्या शर्मा", "ananya.sharma"),
    ("Søren Nørgaard", "soren.norgaard"),
    ("Zoë Brontë", "zoe.bronte"),
    ("Łukasz Żak", "lukasz.zak"),
    ("عمر المصري", "omar.elmasry"),
    ("Đặng Thị Hương", "huong.dang"),
    ("Γιώργος Παππάς", "giorgos.pappas"),
    ("Ayşe Yıldız", "ayse.yildiz"),
    ("田中 恵子", "keiko.tanaka"),
    ("João Conceição", "joao.conceicao"),
    ("राहुल वर्मा", "rahul.verma"),
    ("שירה כהן", "shira.cohen"),
    ("김 민준", "minjun.kim"),
    ("François Lefèvre", "francois.lefevre"),
    ("Олена Шевченко", "olena.shevchenko"),
];
/// Every so many people one of them.
const ONE_IN: usize = 3;
const HOSTS: [&str; 3] = ["example.com", "example.org", "example.net"];
/// The last is whoever opens the console by the link that the server prints.
const DESK: [(&str, &str); 5] = [
    ("ada", "Ada"),
    ("jonas", "Jonas"),
    ("mei", "Mei"),
    ("samira", "Samira"),
    ("console", "Support"),
];

/// Number `number` of the people; every fifth is a visitor, and not all of those say who they are.
pub(super) fn person(number: u32, dice: &mut Dice) -> Person {
    let at = usize::try_from(number).unwrap_or_default();
    // The two lists have no common divisor: 1,480 people before a name comes again.
    let (first, last) = (FIRST[at % FIRST.len()], LAST[at % LAST.len()]);
    // Each of them once: that their names come again would be seen.
    let elsewhere = ELSEWHERE.get(at / ONE_IN).filter(|_| at % ONE_IN == 1);
    let (name, mailbox) = if let Some((name, mailbox)) = elsewhere {
        ((*name).to_owned(), (*mailbox).to_owned())
    } else {
        let mailbox = format!("{}.{}", first.to_lowercase(), last.to_lowercase());
        (format!("{first} {last}"), mailbox)
    };
    let (name, email) = (Some(name), Some(format!("{mailbox}@{}", HOSTS[at % HOSTS.len()])));
    if number % 5 == 4 {
        let id = uuid::Builder::from_random_bytes(bytes(dice)).into_uuid();
        let known = dice.percent(60);
        let profile = Profile {
            name: name.filter(|_| known),
            email: email.filter(|_| known && dice.percent(50)),
            phone: None,
        };
        return Person { kind: ContactKind::Visitor, address: Address::of_visitor(id), profile };
    }
    let phone = dice.percent(30).then(|| format!("+4930555{:05}", number % 100_000));
    Person {
        kind: ContactKind::User,
        address: user_address(number),
        profile: Profile { name, email, phone },
    }
}

/// How a shop would number its customers.
fn user_address(number: u32) -> Address {
    #[expect(clippy::expect_used, reason = "digits are an address")]
    Address::of_host(&format!("{}", 1001 + u64::from(number))).expect("digits")
}

/// Somebody of the desk.
pub(super) fn agent(dice: &mut Dice) -> Agent {
    let (id, name) = dice.pick(&DESK).copied().unwrap_or(DESK[0]);
    Agent { id: id.to_owned(), name: Some(name.to_owned()) }
}

/// Somebody else of the desk, or the same.
pub(super) fn colleague(of: &Agent, dice: &mut Dice) -> Agent {
    let other = agent(dice);
    if other.id == of.id { agent(dice) } else { other }
}

fn bytes(dice: &mut Dice) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&dice.roll().to_be_bytes());
    bytes[8..].copy_from_slice(&dice.roll().to_be_bytes());
    bytes
}

/// The UUID of a record made at a time.
pub(super) fn uuid_at(micros: i64, dice: &mut Dice) -> Uuid {
    let random = bytes(dice);
    let mut ten = [0; 10];
    ten.copy_from_slice(&random[..10]);
    let millis = u64::try_from(micros / 1_000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &ten).into_uuid()
}
