//! Who may log in.

use chatdesk::{Actor, Address, ContactKind, Customer, Profile, Staff, StaffRole};

/// Somebody whom the shop knows. A real one keeps hashes of passwords, and not in its code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
    pub(crate) job: Job,
}

/// What somebody does here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    Buys,
    Answers,
}

/// Everybody.
pub(crate) static PEOPLE: [Person; 3] = [
    Person {
        id: "1",
        name: "Ada Okoye",
        email: "ada@example.com",
        password: "teapot",
        job: Job::Buys,
    },
    Person {
        id: "2",
        name: "Ben Sato",
        email: "ben@example.com",
        password: "saucer",
        job: Job::Buys,
    },
    Person {
        id: "3",
        name: "Sam Rivera",
        email: "sam@example.com",
        password: "kettle",
        job: Job::Answers,
    },
];

impl Person {
    pub(crate) fn with_password(email: &str, password: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.email == email && person.password == password)
    }

    pub(crate) fn answers(&self) -> bool {
        self.job == Job::Answers
    }

    /// How the desk names a customer of the shop.
    pub(crate) fn address(&self) -> Option<Address> {
        Address::of_host(self.id).ok()
    }

    /// Who this is to the desk.
    pub(crate) fn actor(&self) -> Option<Actor> {
        let name = Some(self.name.to_owned());
        if self.answers() {
            let id = self.id.to_owned();
            return Some(Actor::Staff(Staff { role: StaffRole::Admin, id, name }));
        }
        let profile = Profile { name, email: Some(self.email.to_owned()), phone: None };
        let address = self.address()?;
        Some(Actor::Customer(Customer { kind: ContactKind::User, address, profile }))
    }
}
