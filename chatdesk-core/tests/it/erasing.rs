//! An administrator erases one person.

use chatdesk_core::{
    Counts, EntryContent, EntryKind, ErrorKind, Given, List, RecordId, Seq, Store, Switch, Window,
};

use crate::stage::{Person, Stage, opened, text};

async fn erases(admin: &Person, whom: &Person) -> Result<(), chatdesk_core::Error> {
    admin.desk.erase(&admin.actor, Given::Ok(whom.address())).await
}

#[tokio::test]
async fn nobody_reads_what_an_erased_person_wrote() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    let session = ann.writes_first("my secret").await;
    erases(&admin, &ann).await.unwrap();

    for who in [&ann, &admin] {
        let window = Window::Newest { limit: 9 };
        let found = who.desk.thread(&who.actor, session, Ok(window)).await;
        assert_eq!(found.unwrap_err().kind(), ErrorKind::NotFound);
    }
    assert_eq!(ann.desk.sessions(&ann.actor).await.unwrap().value, []);
    let status = ann.desk.status(&ann.actor).await.unwrap().value;
    assert_eq!((status.unread, status.open_session), (0, None));
}

#[tokio::test]
async fn a_tombstone_keeps_the_instant_and_the_counts() {
    let stage = Stage::new().await;
    let (ann, alex, admin) = (stage.user("ann"), stage.agent("7"), stage.admin());
    let first = ann.writes_first("one").await;
    alex.says(first, "two").await;
    alex.says(first, "three").await;
    let second = ann.another_chat().await;
    ann.says(second, "four").await;
    let contact = ann.view(first).await.contact.id;
    erases(&admin, &ann).await.unwrap();

    let list = List::Entries {
        subject: RecordId::Contact(contact),
        kind: EntryKind::Erased,
        after: None,
        limit: 9,
    };
    let mut entries = stage.store.list(&list).await.unwrap().value.entries;
    let tombstone = entries.remove(0);
    let sent = Counts { customer: 2, desk: 2 };
    let by = "1".to_owned();
    assert_eq!(tombstone.content, EntryContent::Erased { n_sessions: 2, sent, by });
    assert_eq!(tombstone.at, chatdesk_testkit::given::NOW);
    assert_eq!(entries, []);
}

#[tokio::test]
async fn many_sessions_go_in_steps_and_are_all_counted() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    let mut contact = None;
    for _ in 0..230 {
        let session = ann.another_chat().await;
        ann.says(session, "hello").await;
        contact = Some(ann.view(session).await.contact.id);
    }
    let before = stage.store.n_commits();
    erases(&admin, &ann).await.unwrap();

    assert_eq!(stage.store.n_commits() - before, 3, "one commit for each hundred sessions");
    let list = List::Entries {
        subject: RecordId::Contact(contact.unwrap()),
        kind: EntryKind::Erased,
        after: None,
        limit: 9,
    };
    let entries = stage.store.list(&list).await.unwrap().value.entries;
    let sent = Counts { customer: 230, desk: 0 };
    let by = "1".to_owned();
    let all = EntryContent::Erased { n_sessions: 230, sent, by };
    assert_eq!(entries.into_iter().map(|entry| entry.content).collect::<Vec<_>>(), [all]);
}

#[tokio::test]
async fn a_message_that_arrives_in_the_middle_is_erased_too() {
    let stage = Stage::new().await;
    let (ann, alex, admin) = (stage.user("ann"), stage.agent("7"), stage.admin());
    let session = ann.writes_first("hello").await;
    let writes = alex.clone();
    stage.store.before_next_commit(async move {
        writes.says(session, "just now").await;
    });
    erases(&admin, &ann).await.unwrap();

    let window = Window::After { seq: Seq::ZERO, limit: 9 };
    assert_eq!(stage.store.thread(session, &window).await.unwrap().value, None);
}

#[tokio::test]
async fn a_session_that_is_opened_in_the_middle_is_erased_too() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    ann.writes_first("hello").await;
    let elsewhere = stage.other_process().user("ann");
    let opens = elsewhere.clone();
    stage.store.before_next_commit(async move {
        opens.another_chat().await;
    });
    erases(&admin, &ann).await.unwrap();

    assert_eq!(ann.desk.sessions(&ann.actor).await.unwrap().value, []);
}

#[tokio::test]
async fn whoever_comes_back_is_somebody_new() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    let before = ann.writes_first("hello").await;
    admin.switches(&ann, Switch::Off).await;
    erases(&admin, &ann).await.unwrap();

    let after = ann.writes_first("hello again").await;
    assert_ne!(before, after);
    assert_eq!(ann.texts(after).await, ["hello again"]);
    assert_eq!(ann.view(after).await.contact.switch, Switch::On);
}

#[tokio::test]
async fn to_erase_again_or_a_stranger_changes_nothing() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    ann.writes_first("hello").await;
    erases(&admin, &ann).await.unwrap();
    let head = stage.head().await;

    erases(&admin, &ann).await.unwrap();
    erases(&admin, &stage.user("nobody")).await.unwrap();
    assert_eq!(stage.head().await, head);
}

#[tokio::test]
async fn only_an_administrator_erases() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.writes_first("hello").await;
    for who in [&ann, &stage.agent("7"), &stage.host(), &stage.visitor(1)] {
        let refused = erases(who, &ann).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
    }
    assert_eq!(ann.texts(session).await, ["hello"]);
}

#[tokio::test]
async fn streams_are_told_who_was_erased() {
    let stage = Stage::live().await;
    let (ann, ben, admin) = (stage.user("ann"), stage.user("ben"), stage.admin());
    ann.writes_first("hello").await;
    let hers = ben.writes_first("I am still here").await;
    let (mut of_ann, mut of_ben) = (ann.listens().await, ben.listens().await);
    let mut of_desk = admin.listens().await;
    erases(&admin, &ann).await.unwrap();

    assert_eq!(of_ann.hears().await, "erased ann");
    assert_eq!(of_desk.hears().await, "erased ann");
    let again = ann.writes_first("I am back").await;
    assert_eq!(of_ann.hears().await, "message 1 of the customer: I am back");
    assert_eq!(of_desk.hears().await, "message 1 of the customer: I am back");
    admin.says(again, "Welcome").await;
    assert_eq!(of_ann.hears().await, "message 2 of the desk: Welcome");
    admin.says(hers, "So you are").await;
    assert_eq!(of_ben.hears().await, "message 2 of the desk: So you are");
}

#[tokio::test]
async fn the_desk_of_another_process_loads_anew() {
    let stage = Stage::live().await;
    let mut other = stage.other_process();
    other.start().await;
    let ann = stage.user("ann");
    ann.writes_first("hello").await;
    let mut ear = other.agent("7").listens().await;
    erases(&stage.admin(), &ann).await.unwrap();

    assert_eq!(ear.hears().await, "reset TooFar");
}

#[tokio::test]
async fn a_customer_who_was_away_when_they_were_erased_begins_anew() {
    let stage = Stage::live().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    ann.writes_first("hello").await;
    let position = ann.desk.status(&ann.actor).await.unwrap().position;
    let snapshot = ann.desk.cursor(position).await.unwrap().to_string();
    let cursor = ann.listens().await.cursor();
    erases(&admin, &ann).await.unwrap();

    for cursor in [&cursor, &snapshot] {
        assert_eq!(ann.listens_after(Some(cursor)).await.hears().await, "reset UnknownCursor");
    }
    ann.writes_first("hello again").await;
    assert_eq!(ann.listens_after(Some(&cursor)).await.hears().await, "reset UnknownCursor");
}

#[tokio::test]
async fn whoever_is_erased_while_opening_begins_anew() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.other_process().admin());
    let whom = ann.clone();
    stage.store.after_next_commit(async move { erases(&admin, &whom).await.unwrap() });

    let (how, session) = opened(&ann.opens(Some("open-1"), text("hello")).await.unwrap());

    assert_eq!(how, "made");
    assert_eq!(ann.texts(session).await, ["hello"]);
}
