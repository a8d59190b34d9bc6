//! When somebody is told, and when not.

use chatdesk_core::{SenderKind, Store, Switch};

use super::{DELAY, SECOND, Scene, at, unread};
use crate::stage::admin_of;

stories![
    what_is_unread_for_five_minutes_is_told_and_not_a_second_earlier,
    a_burst_is_one_alert,
    a_message_after_an_alert_is_told_when_it_has_waited_as_long,
    what_came_after_a_read_waits_its_own_time,
    nobody_is_told_of_what_was_read_ended_switched_off_or_erased,
    what_the_desk_writes_is_told_to_nobody,
];

async fn what_is_unread_for_five_minutes_is_told_and_not_a_second_earlier(store: impl Store) {
    let scene = Scene::over(store).await;
    let earlier = scene.user("ben").writes_first("I too").await;
    scene.at(SECOND);
    let session = scene.user("ann").writes_first("Is anybody there?").await;
    scene.at(DELAY);
    scene.told(earlier, 1).await;
    scene.at(DELAY + SECOND);

    let told = scene.told(session, 1).await;

    // Had it been told with the other one it would say so.
    assert_eq!((told[0].at, told[0].attempt), (at(DELAY + SECOND), 1));
    assert_eq!(
        (unread(&told[0]).address.as_str(), unread(&told[0]).name.as_deref()),
        ("ann", Some("User ann"))
    );
    assert_eq!(unread(&told[0]).n_unread, 1);
    let preview = unread(&told[0]).preview.as_ref().unwrap();
    assert_eq!((preview.text.as_str(), preview.sender), ("Is anybody there?", SenderKind::User));
    scene.settles().await;
    assert_eq!(scene.attempts(session).len(), 1);
}

async fn a_burst_is_one_alert(store: impl Store) {
    let scene = Scene::over(store).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    for text in ["two", "three"] {
        scene.clock.advance(SECOND);
        ann.says(session, text).await;
    }
    scene.at(DELAY);

    let told = scene.told(session, 1).await;

    assert_eq!(
        (unread(&told[0]).n_unread, &*unread(&told[0]).preview.as_ref().unwrap().text),
        (3, "three")
    );
    scene.settles().await;
    assert_eq!(scene.attempts(session).len(), 1);
}

async fn a_message_after_an_alert_is_told_when_it_has_waited_as_long(store: impl Store) {
    let scene = Scene::over(store).await;
    let ann = scene.user("ann");
    let session = ann.writes_first("one").await;
    scene.at(DELAY);
    scene.told(session, 1).await;
    scene.at(DELAY + SECOND);
    ann.says(session, "two").await;
    scene.at(DELAY + SECOND + DELAY);

    let told = scene.told(session, 2).await;

    assert_eq!((told[1].at, unread(&told[1]).n_unread), (at(DELAY + SECOND + DELAY), 2));
    assert_ne!(told[0].id, told[1].id);
}

async fn what_came_after_a_read_waits_its_own_time(store: impl Store) {
    let scene = Scene::over(store).await;
    let (ann, ben) = (scene.user("ann"), scene.user("ben"));
    let session = ann.writes_first("one").await;
    let other = ben.writes_first("I too").await;
    scene.at(DELAY / 2);
    admin_of(&scene.desk).reads(session, 1).await;
    ann.says(session, "two").await;
    scene.at(DELAY);
    scene.told(other, 1).await;
    scene.at(DELAY + DELAY / 2);

    let told = scene.told(session, 1).await;

    assert_eq!((told[0].at, unread(&told[0]).n_unread), (at(DELAY + DELAY / 2), 1));
    scene.settles().await;
    assert_eq!(scene.attempts(session).len(), 1);
}

async fn nobody_is_told_of_what_was_read_ended_switched_off_or_erased(store: impl Store) {
    let scene = Scene::over(store).await;
    let admin = admin_of(&scene.desk);
    let names = ["read", "ended", "off", "erased"];
    let mut sessions = Vec::new();
    for name in names {
        sessions.push(scene.user(name).writes_first("hello").await);
    }
    admin.reads(sessions[0], 1).await;
    admin.ends(sessions[1]).await;
    admin.switches(&scene.user("off"), Switch::Off).await;
    let erased = scene.user("erased").address();
    scene.desk.erase(&admin.actor, Ok(erased)).await.unwrap();
    scene.at(DELAY);

    scene.settles().await;

    for (name, session) in names.into_iter().zip(sessions) {
        assert!(scene.attempts(session).is_empty(), "{name}");
    }
}

async fn what_the_desk_writes_is_told_to_nobody(store: impl Store) {
    let scene = Scene::over(store).await;
    let admin = admin_of(&scene.desk);
    let session = scene.user("ann").writes_first("hello").await;
    admin.reads(session, 1).await;
    admin.says(session, "Hello Ann").await;
    scene.at(DELAY);

    scene.settles().await;

    assert!(scene.attempts(session).is_empty());
}
