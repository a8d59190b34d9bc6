//! The switch: who may write at all.

use std::time::Duration;

use chatdesk_core::{
    Contact, ContactKind, Desk, EntryContent, ErrorKind, OpenChat, Position, Sent, Store, Switch,
    ToggleChat,
};
use chatdesk_testkit::given;

use crate::stage::{Person, Stage, Watched, client_id};

async fn switches_because(admin: &Person, whom: &Person, switch: Switch, reason: &str) -> Contact {
    let reason = Some(reason.to_owned());
    let toggle = ToggleChat { address: whom.address(), switch, reason };
    admin.desk.switch_chat(&admin.actor, Ok(toggle)).await.unwrap()
}

#[tokio::test]
async fn the_same_switch_again_changes_nothing() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    ann.writes_first("hello").await;

    let once = admin.switches(&ann, Switch::Off).await;
    let head = stage.head().await;
    stage.clock.advance(Duration::from_mins(1));
    let twice = admin.switches(&ann, Switch::Off).await;

    assert_eq!(once.switch, Switch::Off);
    assert_eq!(twice.switched, once.switched);
    assert_eq!(stage.head().await, head);
}

#[tokio::test]
async fn somebody_unknown_becomes_known_switched() {
    let stage = Stage::new().await;
    let (ann, vera) = (stage.user("ann"), stage.visitor(1));

    let user = stage.admin().switches(&ann, Switch::Off).await;
    let visitor = stage.admin().switches(&vera, Switch::Off).await;

    assert_eq!((user.kind, user.address), (ContactKind::User, ann.address()));
    assert_eq!((visitor.kind, visitor.address), (ContactKind::Visitor, vera.address()));
    for person in [ann, vera] {
        let refused = person.opens(None, OpenChat::default()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ChatDisabled);
        assert_eq!(person.desk.status(&person.actor).await.unwrap().value.switch, Switch::Off);
    }
}

#[tokio::test]
async fn the_history_tells_every_change_the_latest_first() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());

    switches_because(&admin, &ann, Switch::Off, " rude ").await;
    stage.clock.advance(Duration::from_mins(1));
    switches_because(&admin, &ann, Switch::Off, "again, which is none").await;
    switches_because(&admin, &ann, Switch::On, "").await;

    let history = admin.desk.toggle_history(&admin.actor, Ok(ann.address())).await.unwrap();
    let told: Vec<_> = history
        .into_iter()
        .map(|entry| match entry.content {
            EntryContent::ToggleChange { switch, reason, by } => {
                (switch, reason, by, entry.at.since(given::NOW))
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let rude = Some("rude".to_owned());
    assert_eq!(
        told,
        [
            (Switch::On, None, "1".to_owned(), Duration::from_mins(1)),
            (Switch::Off, rude, "1".to_owned(), Duration::ZERO),
        ]
    );
}

#[tokio::test]
async fn there_is_no_history_of_somebody_unknown() {
    let stage = Stage::new().await;
    let admin = stage.admin();
    let address = stage.user("ann").address();

    let refused = admin.desk.toggle_history(&admin.actor, Ok(address)).await.unwrap_err();

    assert_eq!(refused.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_reason_of_more_than_500_characters_is_refused() {
    let stage = Stage::new().await;
    let admin = stage.admin();
    let reason = Some("x".repeat(501));
    let address = stage.user("ann").address();
    let toggle = ToggleChat { address, switch: Switch::Off, reason };

    let refused = admin.desk.switch_chat(&admin.actor, Ok(toggle)).await.unwrap_err();

    assert!(refused.to_string().starts_with("/reason: "), "{refused}");
    assert_eq!(stage.head().await, Position::ZERO);
}

#[tokio::test]
async fn somebody_switched_off_reads_marks_read_and_ends() {
    let stage = Stage::new().await;
    let (ann, alex) = (stage.user("ann"), stage.agent("7"));
    let session = ann.writes_first("hello").await;
    alex.says(session, "hi").await;
    stage.admin().switches(&ann, Switch::Off).await;

    assert_eq!(ann.texts(session).await, ["hello", "hi"]);
    assert_eq!(ann.reads(session, 2).await, 0);
    assert!(!ann.ends(session).await.session.status.is_open());
}

#[tokio::test]
async fn a_desk_may_be_off_for_everybody_who_was_not_switched_on() {
    let stage = Stage::new().await;
    let desk = Desk::builder(stage.store.clone()).default_switch(Switch::Off).build();
    let ann = Person { desk: desk.clone(), ..stage.user("ann") };
    let admin = Person { desk, ..stage.admin() };

    let before = ann.opens(None, OpenChat::default()).await.unwrap_err();
    admin.switches(&ann, Switch::On).await;

    assert_eq!(before.kind(), ErrorKind::ChatDisabled);
    assert!(ann.opens(None, OpenChat::default()).await.is_ok());
}

/// The message was decided while the switch was on, and reaches the store after it fell.
#[tokio::test]
async fn a_message_that_was_decided_before_the_switch_is_not_stored_after_it() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let session = ann.chat().await;
    let (admin, whom) = (stage.other_process().admin(), ann.clone());
    stage.store.before_next_commit(async move {
        admin.switches(&whom, Switch::Off).await;
    });

    let refused = ann.sends(session, "id-1", "too late").await.unwrap_err();

    assert_eq!(refused.kind(), ErrorKind::ChatDisabled);
    assert_eq!(stage.admin().texts(session).await, Vec::<String>::new());
}

/// A token with a new name writes the contact instead of expecting it.
#[tokio::test]
async fn neither_is_one_that_brings_a_new_name_along() {
    let stage = Stage::new().await;
    let session = stage.user("ann").chat().await;
    let renamed = stage.user_named("ann", "Ann Newname");
    let (admin, whom) = (stage.other_process().admin(), renamed.clone());
    stage.store.before_next_commit(async move {
        admin.switches(&whom, Switch::Off).await;
    });

    let refused = renamed.sends(session, "id-1", "too late").await.unwrap_err();

    assert_eq!(refused.kind(), ErrorKind::ChatDisabled);
}

#[tokio::test]
async fn neither_is_one_that_opens_a_session() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    let ended = ann.chat().await;
    ann.ends(ended).await;
    let (admin, whom) = (stage.other_process().admin(), ann.clone());
    stage.store.before_next_commit(async move {
        admin.switches(&whom, Switch::Off).await;
    });

    let refused = ann.opens(None, crate::stage::text("too late")).await.unwrap_err();

    assert_eq!(refused.kind(), ErrorKind::ChatDisabled);
    assert_eq!(ann.desk.sessions(&ann.actor).await.unwrap().value.len(), 1);
}

/// Sends until refused; answers how many were accepted.
async fn sends_until_refused(person: Person, session: chatdesk_core::SessionId, name: u32) -> u32 {
    for number in 0.. {
        let id = client_id(&format!("{name}-{number}"));
        let content = Ok("hello".to_owned());
        match person.desk.send(&person.actor, session, Some(id.clone()), content).await {
            Ok(Sent::New(..)) => {}
            Err(error) if error.kind() == ErrorKind::ChatDisabled => return number,
            other => panic!("{other:?}"),
        }
    }
    unreachable!("it ends by a refusal")
}

/// The position at which the switch fell, and the last at which a customer's message was accepted.
async fn falls(store: &Watched) -> (Position, Position) {
    let (mut switched, mut sent) = (Position::ZERO, Position::ZERO);
    let mut from = Position::ZERO;
    loop {
        let log = store.log(from, 1_000).await.unwrap();
        for event in &log.events {
            match event.fact.kind {
                chatdesk_core::EventKind::ChatSwitched { .. } => switched = event.position,
                chatdesk_core::EventKind::MessageSent { .. } => sent = event.position,
                _ => {}
            }
        }
        let Some(last) = log.events.last() else { return (switched, sent) };
        from = last.position;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_senders_none_is_accepted_after_the_switch_and_all_accepted_are_stored() {
    let stage = Stage::new().await;
    // Those who switch and those who send do not wait for one another: the store alone decides.
    let (ann, admin) = (stage.user("ann"), stage.other_process().admin());
    let session = ann.chat().await;
    let senders = (0..6).map(|name| tokio::spawn(sends_until_refused(ann.clone(), session, name)));
    let senders: Vec<_> = senders.collect();

    let agent = stage.agent("7");
    chatdesk_testkit::eventually("some messages were accepted", async || {
        (agent.view(session).await.session.last_seq.get() > 20).then_some(())
    })
    .await;
    admin.switches(&ann, Switch::Off).await;
    let mut n_accepted = 0;
    for sender in senders {
        n_accepted += sender.await.unwrap();
    }

    let stored = agent.view(session).await.session.last_seq.get();
    let (switched, sent) = falls(&stage.store).await;
    assert_eq!(stored, u64::from(n_accepted));
    assert!(sent < switched, "a message at {sent} after the switch at {switched}");
    let retry = ann.sends(session, "0-0", "again").await.unwrap();
    assert!(matches!(retry, Sent::Repeat(..)), "{retry:?}");
}
