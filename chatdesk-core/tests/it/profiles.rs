//! What a token says of its bearer.

use chatdesk_core::{Actor, Customer, OpenChat, Profile};

use crate::stage::{Person, Stage};

fn with_profile(person: &Person, profile: Profile) -> Person {
    let Actor::Customer(customer) = &person.actor else { panic!("a customer is needed") };
    let actor = Actor::Customer(Customer { profile, ..customer.clone() });
    Person { desk: person.desk.clone(), actor }
}

fn named(name: Option<&str>, email: Option<&str>) -> Profile {
    Profile { name: name.map(str::to_owned), email: email.map(str::to_owned), phone: None }
}

#[tokio::test]
async fn a_newer_token_brings_a_newer_name_along_with_the_next_message() {
    let stage = Stage::new().await;
    let session = stage.user_named("ann", "Ann").writes_first("hello").await;
    let renamed = stage.user_named("ann", "Ann Newname");

    let before = stage.agent("7").view(session).await;
    renamed.says(session, "it is still me").await;
    let after = stage.agent("7").view(session).await;

    assert_eq!(before.contact.profile.name.as_deref(), Some("Ann"));
    assert_eq!(after.contact.profile.name.as_deref(), Some("Ann Newname"));
    assert!(
        after.version(chatdesk_core::Side::Customer)
            > before.version(chatdesk_core::Side::Customer)
    );
}

#[tokio::test]
async fn a_newer_token_brings_a_newer_name_along_with_the_next_opening() {
    let stage = Stage::new().await;
    let session = stage.user_named("ann", "Ann").chat().await;

    let renamed = stage.user_named("ann", "Ann Newname");
    renamed.writes_first("hello").await;

    let contact = stage.agent("7").view(session).await.contact;
    assert_eq!(contact.profile.name.as_deref(), Some("Ann Newname"));
}

#[tokio::test]
async fn what_a_newer_token_leaves_out_is_kept() {
    let stage = Stage::new().await;
    let ann = with_profile(&stage.user("ann"), named(Some("Ann"), Some("ann@example.org")));
    let session = ann.writes_first("hello").await;

    let terse = with_profile(&ann, named(None, None));
    terse.says(session, "hello again").await;

    let contact = stage.agent("7").view(session).await.contact;
    assert_eq!(contact.profile, named(Some("Ann"), Some("ann@example.org")));
}

#[tokio::test]
async fn reading_and_looking_write_no_name() {
    let stage = Stage::new().await;
    let session = stage.user_named("ann", "Ann").writes_first("hello").await;
    let head = stage.head().await;

    let renamed = stage.user_named("ann", "Ann Newname");
    renamed.opens(None, OpenChat::default()).await.unwrap();
    renamed.view(session).await;
    renamed.desk.status(&renamed.actor).await.unwrap();
    renamed.desk.sessions(&renamed.actor).await.unwrap();

    assert_eq!(stage.head().await, head);
    let contact = stage.agent("7").view(session).await.contact;
    assert_eq!(contact.profile.name.as_deref(), Some("Ann"));
}
