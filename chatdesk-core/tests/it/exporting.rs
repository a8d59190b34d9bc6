//! An administrator takes out all that is kept about one person.

use chatdesk_core::{ErrorKind, Exported, Switch};

use crate::stage::{Person, Stage};

/// All pieces in words.
async fn exported(admin: &Person, whom: &Person) -> Vec<String> {
    let mut export = admin.desk.export(&admin.actor, Ok(whom.address())).await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = export.next().await.unwrap() {
        match piece {
            Exported::Contact(contact) => pieces.push(format!("contact {}", contact.address)),
            Exported::ToggleChange(_) => pieces.push("toggle change".to_owned()),
            Exported::Session(view) => {
                pieces.push(format!("session of {}", view.session.last_seq.get()));
            }
            Exported::Messages(thread) => {
                pieces.extend(thread.messages.into_iter().map(|message| message.content));
            }
            other => panic!("{other:?}"),
        }
    }
    pieces
}

#[tokio::test]
async fn an_export_holds_everything_of_one_person_and_nothing_of_others() {
    let stage = Stage::new().await;
    let (ann, ben, admin) = (stage.user("ann"), stage.user("ben"), stage.admin());
    let first = ann.writes_first("one").await;
    admin.says(first, "two").await;
    let second = ann.another_chat().await;
    ann.says(second, "three").await;
    ben.writes_first("not hers").await;
    admin.switches(&ann, Switch::Off).await;
    admin.switches(&ann, Switch::On).await;

    let expected = [
        "contact ann",
        "toggle change",
        "toggle change",
        "session of 1",
        "three",
        "session of 2",
        "one",
        "two",
    ];
    assert_eq!(exported(&admin, &ann).await, expected);
}

#[tokio::test]
async fn long_lists_are_exported_to_their_end() {
    let stage = Stage::new().await;
    let (ann, admin) = (stage.user("ann"), stage.admin());
    let session = ann.writes_first("0").await;
    for number in 1..450 {
        ann.says(session, &number.to_string()).await;
    }
    for _ in 0..210 {
        ann.another_chat().await;
    }

    let pieces = exported(&admin, &ann).await;
    let sessions = pieces.iter().filter(|piece| piece.starts_with("session")).count();
    let messages = pieces.iter().filter(|piece| piece.parse::<u32>().is_ok());
    assert_eq!(sessions, 211);
    assert!(messages.eq((0..450).map(|number| number.to_string()).collect::<Vec<_>>().iter()));
}

#[tokio::test]
async fn only_an_administrator_exports_and_only_who_is_known() {
    let stage = Stage::new().await;
    let ann = stage.user("ann");
    ann.writes_first("hello").await;
    for who in [&ann, &stage.agent("7"), &stage.host()] {
        let refused = who.desk.export(&who.actor, Ok(ann.address())).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
    }
    let admin = stage.admin();
    let unknown = stage.user("nobody").address();
    let refused = admin.desk.export(&admin.actor, Ok(unknown)).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
}
