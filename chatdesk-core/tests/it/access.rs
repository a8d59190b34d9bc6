//! Who may do what; "not yours" and "not there" are one answer.

use chatdesk_core::{
    ErrorKind, Inbox, OpenChat, People, SessionId, StatusFilter, Switch, Timestamp, Window,
};

use crate::stage::{Person, Stage};

const NEWEST: Window = Window::Newest { limit: 10 };

/// The kind of the error, or "ok".
fn kind<T>(outcome: Result<T, chatdesk_core::Error>) -> Option<ErrorKind> {
    outcome.err().map(|error| error.kind())
}

async fn tries_all(person: &Person, session: SessionId) -> [Option<ErrorKind>; 4] {
    let (desk, actor) = (&person.desk, &person.actor);
    [
        kind(desk.thread(actor, session, Ok(NEWEST)).await),
        kind(person.sends(session, "id-1", "hello").await),
        kind(desk.read(actor, session, Ok(1)).await),
        kind(desk.end(actor, session).await),
    ]
}

#[tokio::test]
async fn a_session_of_another_and_one_that_is_not_there_answer_alike() {
    let stage = Stage::new().await;
    let session = stage.user("ann").writes_first("mine").await;
    let nowhere = SessionId::generate(Timestamp::from_micros(0));
    let bob = stage.user("bob");

    let of_another = tries_all(&bob, session).await;
    let not_there = tries_all(&bob, nowhere).await;

    assert_eq!(of_another, [Some(ErrorKind::NotFound); 4]);
    assert_eq!(not_there, of_another);
    assert_eq!(stage.agent("7").texts(session).await, ["mine"]);
}

#[tokio::test]
async fn the_desk_sits_in_every_session_and_in_none_that_is_not_there() {
    let stage = Stage::new().await;
    let session = stage.visitor(1).writes_first("mine").await;
    let nowhere = SessionId::generate(Timestamp::from_micros(0));

    assert_eq!(tries_all(&stage.agent("7"), session).await, [None; 4]);
    assert_eq!(tries_all(&stage.agent("7"), nowhere).await, [Some(ErrorKind::NotFound); 4]);
}

#[tokio::test]
async fn only_customers_open_and_list_their_own() {
    let stage = Stage::new().await;
    for person in [stage.agent("7"), stage.admin(), stage.host()] {
        let opening = person.opens(None, OpenChat::default()).await;
        let listing = person.desk.sessions(&person.actor).await;

        assert_eq!(kind(opening), Some(ErrorKind::Forbidden));
        assert_eq!(kind(listing), Some(ErrorKind::Forbidden));
    }
}

#[tokio::test]
async fn lists_are_the_desks_alone_and_the_switch_is_the_admins() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    stage.admin().switches(&ann, Switch::Off).await;
    let forbidden = Some(ErrorKind::Forbidden);
    let table = [
        (ann.clone(), forbidden, forbidden),
        (stage.visitor(1), forbidden, forbidden),
        (stage.host(), forbidden, forbidden),
        (stage.agent("7"), None, forbidden),
        (stage.admin(), None, None),
    ];
    for (person, lists, switch) in table {
        let (desk, actor) = (&person.desk, &person.actor);
        let inbox = Inbox {
            status: StatusFilter::Any,
            agent: chatdesk_core::AgentFilter::Any,
            customer: None,
            search: String::new(),
            after: None,
            limit: 10,
        };
        let people = People::At(vec![ann.address()]);

        assert_eq!(kind(desk.inbox(actor, Ok(inbox)).await), lists, "{actor:?}");
        assert_eq!(kind(desk.people(actor, Ok(people)).await), lists, "{actor:?}");
        assert_eq!(kind(person.tries_to_switch(&ann.address(), Switch::On).await), switch);
        assert_eq!(kind(desk.toggle_history(actor, Ok(ann.address())).await), switch);
    }
}

#[tokio::test]
async fn a_hosts_server_chats_with_nobody() {
    let stage = Stage::new().await;
    let session = stage.user("ann").writes_first("mine").await;
    let host = stage.host();

    assert_eq!(tries_all(&host, session).await, [Some(ErrorKind::Forbidden); 4]);
    assert_eq!(kind(host.desk.listen(&host.actor, None).await), Some(ErrorKind::Forbidden));
    assert_eq!(kind(host.desk.status(&host.actor).await), Some(ErrorKind::Forbidden));
}

#[tokio::test]
async fn nothing_shown_for_debugging_tells_what_somebody_wrote_or_is_called() {
    let stage = Stage::live().await;
    let ann = stage.user_named("ann@example.org", "Ann Secret");
    let mut ear = stage.agent("7").listens().await;
    let chat = OpenChat {
        subject: Some("Secret subject".to_owned()),
        message: Some("Secret message".to_owned()),
        ..OpenChat::default()
    };
    let mut shown = format!("{chat:?} {:?}", ann.actor);
    let opened = ann.opens(Some("id-1"), chat).await.unwrap();
    let session = crate::stage::opened(&opened).1;
    let toggle = chatdesk_core::ToggleChat {
        address: ann.address(),
        switch: Switch::Off,
        reason: Some("Secret reason".to_owned()),
    };
    shown += &format!("{toggle:?}");
    let admin = stage.admin();
    let contact = admin.desk.switch_chat(&admin.actor, Ok(toggle)).await.unwrap();
    let history = admin.desk.toggle_history(&admin.actor, Ok(ann.address())).await.unwrap();
    let page = People::Page { search: "Secret".to_owned(), after: None, limit: 10 };
    shown += &format!("{opened:?} {contact:?} {history:?} {page:?} {:?}", ear.signal().await);
    let thread = admin.desk.thread(&admin.actor, session, Ok(NEWEST)).await.unwrap();
    shown += &format!("{thread:?} {:?} {:?}", stage.desk, ann.desk.status(&ann.actor).await);

    for secret in ["Secret", "ann@example.org", "Staff 1"] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
}
