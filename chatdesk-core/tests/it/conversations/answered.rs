//! The same message again, unfit ones, and who may hand in at all.

use super::*;

#[tokio::test]
async fn the_same_message_again_is_answered_as_the_first_time() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let first = scene.hears("support").await;
    let kept = scene.hears("Hello").await;
    let over = scene.hears("done").await;
    let lines = scene.lines().await;

    scene.clock.advance(Duration::from_mins(1));
    for (id, answer, text) in
        [("m1", first, "support"), ("m2", kept, "Hello"), ("m3", over, "done")]
    {
        assert_eq!(scene.hands_in(wrote(text, id)).await.unwrap(), answer, "{id}");
        let other = wrote("something else", id);
        assert_eq!(scene.hands_in(other).await.unwrap(), answer, "{id}, whatever it holds");
    }
    assert_eq!(scene.lines().await, lines);
    assert_eq!(scene.state().await, "idle", "a start word that comes again starts nothing");
}

#[tokio::test]
async fn a_message_that_comes_again_when_all_is_over_is_answered_as_the_first_time() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let kept = scene.hears("Hello").await;
    let head = async || scene.desk.conversations(&agent(), Ok(1)).await.unwrap().position;
    scene.worker.abort();
    scene.clock.advance(Duration::from_hours(1));
    let before = head().await;
    let again = Inbound { is_registered: Some(true), ..wrote("Hello", "m2") };
    assert_eq!(scene.hands_in(again).await.unwrap(), kept);
    assert_eq!(head().await, before, "and nothing is written");
}

#[tokio::test]
async fn a_message_is_known_again_after_a_restart_and_among_many() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let first = scene.hears("support").await;
    for n in 0..120 {
        scene.hears(&format!("line {n}")).await;
    }
    let scene = scene.restarted(&folder).await;
    assert_eq!(scene.hands_in(wrote("support", "m1")).await.unwrap(), first);
}

#[tokio::test]
async fn two_people_may_have_messages_of_one_id() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    scene.hands_in(wrote("support", "same")).await.unwrap();
    let address = Address::of_channel(Channel::Whatsapp, "+44 20 7946 0000").unwrap();
    let other = Inbound { address, name: None, ..wrote("support", "same") };
    let answer = scene.hands_in(other).await.unwrap();
    assert!(said(&answer)[0].starts_with("Hi! 💬"), "{answer:?}");
    assert_eq!(scene.desk.conversations(&agent(), Ok(20)).await.unwrap().value.len(), 2);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let before = scene.lines().await;
    let longest = "é".repeat(65_536);
    let unfit = [
        wrote("x", ""),
        wrote("x", &"i".repeat(257)),
        wrote("nul \0 in it", "a"),
        wrote(&format!("{longest}é"), "b"),
    ];
    for inbound in unfit {
        assert_eq!(kind(scene.hands_in(inbound).await), ErrorKind::Invalid);
    }
    assert_eq!(scene.lines().await, before);
    assert!(scene.hands_in(wrote(&longest, &"i".repeat(256))).await.unwrap().handled);
    assert_eq!(scene.thread().await.get(1).map(|it| it.content.chars().count()), Some(65_536));
}

#[tokio::test]
async fn only_a_hosts_server_hands_in_and_only_the_desk_talks() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    for actor in [agent(), Actor::Ticket(TicketNumber::new(1))] {
        let refused = scene.desk.inbound(&actor, Ok(wrote("support", "m1"))).await;
        assert_eq!(kind(refused), ErrorKind::Forbidden);
    }
    let host = &Actor::Host;
    let desk = &scene.desk;
    assert_eq!(kind(desk.conversations(host, Ok(1)).await), ErrorKind::Forbidden);
    assert_eq!(kind(desk.start_chat(host, Ok(john()), None, Ok(None)).await), ErrorKind::Forbidden);
    assert_eq!(kind(desk.end_chat(host, Ok(john()), None, Ok(None)).await), ErrorKind::Forbidden);
    let text = Ok("x".to_owned());
    assert_eq!(kind(desk.say(host, Ok(john()), None, text).await), ErrorKind::Forbidden);
}

#[tokio::test]
async fn what_the_desk_says_twice_under_one_client_id_is_said_once() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let id = |text: &str| Some(text.parse().unwrap());
    let text = |text: &str| Ok(Some(text.to_owned()));
    let (desk, agent) = (&scene.desk, agent());
    let start = || desk.start_chat(&agent, Ok(john()), id("a"), text("Hello"));
    let first = start().await.unwrap();
    assert_eq!(start().await.unwrap().message.unwrap().seq, first.message.unwrap().seq);
    let say = || desk.say(&agent, Ok(john()), id("b"), Ok("Hi".to_owned()));
    say().await.unwrap();
    desk.end_chat(&agent, Ok(john()), id("c"), text("Bye")).await.unwrap();
    say().await.unwrap();
    scene.starts(Some("Again")).await.unwrap();
    desk.end_chat(&agent, Ok(john()), id("c"), text("Bye")).await.unwrap();
    assert_eq!(scene.state().await, "chat_support_active", "that end was an earlier chat's");
    let lines = scene.lines().await;
    let of_the_desk: Vec<_> = lines.iter().filter(|line| line.starts_with("admin")).collect();
    assert_eq!(of_the_desk, ["admin: Hello", "admin: Hi", "admin: Bye", "admin: Again"]);
}

#[tokio::test]
async fn a_picture_is_kept_as_a_sign_that_there_was_one() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    for (id, beside) in [("p1", ""), ("p2", "the receipt")] {
        let content = InboundContent::Media(chatdesk_core::Media::beside(beside.to_owned()));
        scene.hands_in(Inbound { content, ..wrote("", id) }).await.unwrap();
    }
    let pressed = InboundContent::Button("end_chat".to_owned());
    let over = scene.hands_in(Inbound { content: pressed, ..wrote("", "b") }).await.unwrap();
    assert_eq!(over.state.as_str(), "idle");
    let lines = scene.lines().await;
    let theirs: Vec<_> = lines.iter().filter(|line| line.starts_with("visitor")).collect();
    assert_eq!(theirs, ["visitor: 📎", "visitor: 📎 the receipt"]);
}
