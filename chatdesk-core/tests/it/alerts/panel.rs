//! Staff who are not looking are told on their devices of what others of them wrote.

use std::time::Duration;

use chatdesk_core::{
    Attending, BeginPanel, BegunPanel, Interest, MembersChange, Reach, SessionId, Store, Visibility,
};
use chatdesk_testkit::RecordingNotifier;

use super::{
    DELAY, SECOND,
    ladder::{Ladder, quiet_for},
    personal::{agent, binding, devices, registers, told},
    unread,
};
use crate::stage::Person;

stories![
    each_member_who_has_not_read_is_told_once_and_nobody_else,
    who_reads_in_time_is_told_nothing,
    what_they_are_told_is_who_wrote_and_what,
    who_left_is_told_nothing_of_what_follows,
    who_has_it_before_them_is_told_half_a_minute_later,
    quiet_hours_are_theirs_too,
    a_bound_chat_and_a_place_of_the_desk_are_told_nothing,
];

/// A conversation of somebody with others, each of whom has one device.
async fn group(scene: &Ladder, ids: &[&str]) -> (Vec<Person>, SessionId) {
    let people: Vec<_> = ids.iter().map(|id| agent(scene, id)).collect();
    for (person, id) in people.iter().zip(ids) {
        registers(person, &format!("{id}-1")).await;
    }
    registers(&agent(scene, "zoe"), "zoe-1").await;
    let participants = ids[1..].iter().map(|id| (*id).to_owned()).collect();
    let wish = BeginPanel { participants, title: None };
    let begun = scene.desk.begin_panel(&people[0].actor, None, Ok(wish)).await.unwrap();
    let (BegunPanel::Made(view) | BegunPanel::Found(view)) = begun;
    (people, view.value.session.id)
}

async fn each_member_who_has_not_read_is_told_once_and_nobody_else(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (people, session) = group(&scene, &["ann", "bob", "cleo"]).await;
    people[0].says(session, "one").await;
    scene.passes(DELAY - SECOND).await;
    assert_eq!(push.n_attempts(), 0);
    scene.passes(SECOND).await;
    assert_eq!(told(&push, &mut seen), ["bob-1", "cleo-1"]);

    // Once until they have read it.
    people[0].says(session, "two").await;
    people[1].reads(session, 2).await;
    scene.passes(DELAY * 2).await;
    assert_eq!(told(&push, &mut seen), [""; 0]);
    people[2].says(session, "three").await;
    scene.passes(DELAY).await;
    assert_eq!(told(&push, &mut seen), ["ann-1", "bob-1"]);
}

async fn who_reads_in_time_is_told_nothing(store: impl Store) {
    let push = devices();
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (people, session) = group(&scene, &["ann", "bob"]).await;
    people[0].says(session, "one").await;
    people[1].reads(session, 1).await;
    scene.passes(DELAY * 2).await;
    assert_eq!(push.n_attempts(), 0);
}

async fn what_they_are_told_is_who_wrote_and_what(store: impl Store) {
    let push = devices();
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (people, session) = group(&scene, &["ann", "bob", "cleo"]).await;
    people[0].says(session, "one").await;
    people[1].says(session, "mine").await;
    people[2].says(session, "the  last").await;
    people[1].says(session, "mine, too").await;
    scene.passes(DELAY).await;

    let attempts = push.attempts();
    let deliveries: Vec<_> = attempts.iter().map(unread).collect();
    let of_bob = deliveries.iter().find(|it| it.messages.len() == 2).unwrap();
    assert_eq!((of_bob.session, of_bob.n_unread), (session, 2));
    assert_eq!((of_bob.address.as_str(), of_bob.name.as_deref()), ("cleo", Some("Staff cleo")));
    assert_eq!(of_bob.preview.as_ref().unwrap().text, "the last");
    let said: Vec<_> = of_bob.messages.iter().map(|it| it.content.as_str()).collect();
    assert_eq!(said, ["one", "the  last"]);
}

async fn who_left_is_told_nothing_of_what_follows(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (people, session) = group(&scene, &["ann", "bob", "cleo"]).await;
    people[0].says(session, "one").await;
    let leaves = MembersChange::Remove(vec![]);
    scene.desk.change_members(&people[1].actor, session, Ok(leaves)).await.unwrap();
    people[0].says(session, "two").await;
    scene.passes(DELAY * 2).await;
    assert_eq!(told(&push, &mut seen), ["cleo-1"]);
}

async fn who_has_it_before_them_is_told_half_a_minute_later(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    let scene = Ladder::new(store, &[&push], |building| building).await;
    let (people, session) = group(&scene, &["ann", "bob", "cleo"]).await;
    people[0].says(session, "one").await;
    scene.passes(DELAY - SECOND).await;
    let attending = Attending { session: Some(session), visibility: Visibility::Visible };
    scene.desk.attend(&people[1].actor, Ok(attending)).await.unwrap();
    scene.passes(SECOND).await;
    assert_eq!(told(&push, &mut seen), ["cleo-1"]);
    scene.passes(Duration::from_secs(30)).await;
    assert_eq!(told(&push, &mut seen), ["bob-1"]);
}

async fn quiet_hours_are_theirs_too(store: impl Store) {
    let (push, mut seen) = (devices(), 0);
    let quiet = Some(quiet_for(20));
    let scene = Ladder::new(store, &[&push], |building| building.quiet_hours(quiet)).await;
    let (people, session) = group(&scene, &["ann", "bob"]).await;
    people[0].says(session, "one").await;
    scene.passes(DELAY).await;
    assert_eq!(push.n_attempts(), 0);
    scene.clock.set(super::at(Duration::from_mins(20)));
    scene.settled().await;
    assert_eq!(told(&push, &mut seen), ["bob-1"]);
}

/// What they say among themselves is told to each by themself, and where nobody answers.
async fn a_bound_chat_and_a_place_of_the_desk_are_told_nothing(store: impl Store) {
    let chats = Interest { unread: Some(Reach::Chats), ..Interest::default() };
    let telegram = RecordingNotifier::new("telegram").told(chats);
    let place = RecordingNotifier::new("slack");
    store.commit(binding("bob")).await.unwrap();
    let scene = Ladder::new(store, &[&telegram, &place], |building| building).await;
    let (people, session) = group(&scene, &["ann", "bob"]).await;
    people[0].says(session, "one").await;
    scene.passes(DELAY * 2).await;
    assert_eq!((telegram.n_attempts(), place.n_attempts()), (0, 0));
}
