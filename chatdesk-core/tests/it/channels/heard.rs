//! What somebody writes by a channel of the server's own.

use chatdesk_core::{Button, Media, MediaKind, MessageKind, SenderKind, Switch, ToggleChat};

use super::*;

fn buttons(delivery: &Delivery) -> &[Button] {
    match &delivery.content {
        Content::Outbound(outbound) => &outbound.buttons,
        other => panic!("{other:?} has no buttons"),
    }
}

#[tokio::test]
async fn a_chat_begins_goes_on_and_ends_and_what_the_bot_says_is_carried() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears("My card was declined").await;
    let carried = scene.carried(2).await;
    assert!(line(&carried[0]).contains("Hi John!"), "{:?}", line(&carried[0]));
    assert!(line(&carried[1]).contains("has been sent"), "{:?}", line(&carried[1]));
    // "An 'End Chat' button is offered": under each of them.
    assert_eq!(
        (buttons(&carried[0]), buttons(&carried[1])),
        ([Button::EndChat].as_slice(), [Button::EndChat].as_slice())
    );

    scene.says("Which card?").await.unwrap();
    let carried = scene.carried(3).await;
    assert_eq!(line(&carried[2]), "Support Team: Which card?");
    assert_eq!(buttons(&carried[2]), []);
    scene.hears("end_chat").await;
    let carried = scene.carried(5).await;
    assert!(line(&carried[3]).contains("has ended"), "{:?}", line(&carried[3]));
    assert_eq!((buttons(&carried[3]), buttons(&carried[4])), ([].as_slice(), [].as_slice()));
    let said = scene.thread().await;
    let kinds: Vec<_> = said.iter().map(|it| it.sender.kind).collect();
    use SenderKind::{Admin, Bot, Visitor};
    assert_eq!(kinds, [Bot, Visitor, Bot, Admin, Bot, Bot]);
    assert_eq!(scene.row().await.view.ticket.unwrap().description, "My card was declined");
}

#[tokio::test]
async fn the_same_message_again_changes_nothing_and_is_answered_by_nobody() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    for _ in 0..3 {
        scene.receives(wrote("support", "wamid.1")).await.unwrap();
    }
    for _ in 0..3 {
        scene.receives(wrote("Hello", "wamid.2")).await.unwrap();
    }
    scene.receives(wrote("support", "wamid.1")).await.unwrap();
    scene.says("Yes?").await.unwrap();
    // One greeting, one acknowledgement, and the agent's: what waits is brought in its order.
    let lines = scene.lines(3).await;
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[2], "Support Team: Yes?");
    assert_eq!(scene.thread().await.len(), 4);
}

#[tokio::test]
async fn who_writes_something_else_is_told_once_how_a_chat_begins() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.receives(wrote("Good morning", "wamid.1")).await.unwrap();
    assert_eq!(
        scene.lines(1).await,
        ["hint: Hi John! Write \"support\" to talk to our support team."]
    );
    scene.receives(wrote("Good morning", "wamid.1")).await.unwrap();
    assert!(scene.conversations().await.is_empty(), "no chat and no ticket came of it");
    scene.hears("support").await;
    let lines = scene.lines(2).await;
    assert!(lines.len() == 2 && lines[1].contains("You are now in touch"), "{lines:?}");
}

#[tokio::test]
async fn who_is_switched_off_is_answered_nothing() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let off = ToggleChat { address: john(), switch: Switch::Off, reason: None };
    scene.desk.switch_chat(&agent(), Ok(off)).await.unwrap();
    scene.hears("support").await;
    scene.hears("hello?").await;
    assert!(scene.conversations().await.is_empty());
    // What would be carried is carried in its order, so that somebody else's greeting comes after it.
    let jane = Address::of_channel(Channel::Whatsapp, "+4912345678").unwrap();
    let inbound = Inbound { address: jane, ..wrote("support", "wamid.9") };
    scene.receives(inbound).await.unwrap();
    assert_eq!(scene.carried(1).await.len(), 1);
}

#[tokio::test]
async fn what_is_no_text_is_an_attachment_that_says_what_it_is() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let media = |kind, name: Option<&str>, caption: &str| {
        let (name, caption) = (name.map(str::to_owned), caption.to_owned());
        let provider_id = Some("media.1".to_owned());
        Media { kind, caption, mime_type: Some("image/jpeg".to_owned()), name, provider_id }
    };
    let sent = [
        (media(MediaKind::Image, None, "the broken one"), "📎 image: the broken one"),
        (media(MediaKind::File, Some("bill.pdf"), ""), "📎 bill.pdf"),
        (media(MediaKind::Audio, None, ""), "📎 audio"),
        (Media::default(), "📎"),
    ];
    for (at, (media, _)) in sent.iter().enumerate() {
        let content = InboundContent::Media(media.clone());
        let inbound = Inbound { content, ..wrote("", &format!("wamid.m{at}")) };
        scene.receives(inbound).await.unwrap();
    }
    let mut thread = scene.thread().await;
    thread.retain(|message| message.sender.kind == SenderKind::Visitor);
    let shown: Vec<_> = thread.iter().map(|it| (it.kind, it.content.as_str())).collect();
    let expected: Vec<_> = sent.iter().map(|(_, text)| (MessageKind::Attachment, *text)).collect();
    assert_eq!(shown, expected);
    assert_eq!(scene.row().await.view.unread(chatdesk_core::Side::Desk), 4);
}

#[tokio::test]
async fn texts_are_kept_whole_up_to_their_bound_and_cut_beyond_it() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears(&"ä".repeat(65_000)).await;
    scene.hears(&format!("{}\0x", "😀".repeat(70_000))).await;
    let thread = scene.thread().await;
    let lengths: Vec<_> = thread.iter().map(|it| it.content.chars().count()).collect();
    assert!(lengths.contains(&65_000), "{lengths:?}");
    assert!(lengths.iter().any(|n| (65_000..=65_536).contains(n) && *n != 65_000), "{lengths:?}");
}
