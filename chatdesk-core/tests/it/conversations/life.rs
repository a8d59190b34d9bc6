//! From the start word to the end, and back into the same ticket.

use super::*;

const GREETED: &str = "bot: Hi John! 💬 You are now in touch with our support team.";

#[tokio::test]
async fn whoever_asks_for_support_gets_a_ticket_that_says_what_it_is_about() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;

    let greeted = scene.hears("Support!").await;
    assert!(greeted.handled);
    assert_eq!(greeted.state.as_str(), "chat_support_active");
    assert!(said(&greeted)[0].starts_with("Hi John! 💬"), "{greeted:?}");
    assert_eq!(scene.ticket().await.description, "");

    let kept = scene.hears("I can't upload my homework").await;
    assert!(said(&kept)[0].starts_with("✓ Your message has been sent to support"));
    scene.hears("It is a PDF").await;

    let ticket = scene.ticket().await;
    assert_eq!((ticket.number.get(), ticket.status), (1, TicketStatus::Open));
    assert_eq!(ticket.description, "I can't upload my homework");
    let lines = scene.lines().await;
    assert!(lines[0].starts_with(GREETED), "{lines:?}");
    assert_eq!(lines[1], "visitor: I can't upload my homework");
    assert!(lines[2].starts_with("bot: ✓"), "{lines:?}");
    assert_eq!(lines[3], "visitor: It is a PDF");
    let row = scene.row().await;
    assert_eq!(row.view.contact.profile.phone.as_deref(), Some("+234812345678"));
    assert_eq!(row.view.unread(chatdesk_core::Side::Desk), 2, "the bot's own words never count");
    assert_eq!(row.dialog.began_at, Some(NOW));
}

#[tokio::test]
async fn what_is_not_support_is_handed_back_and_nothing_is_kept_of_it() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    let head = scene.desk.conversations(&agent(), Ok(1)).await.unwrap().position;
    for text in ["View homework", "done", "end chat", "", "supporters"] {
        let answer = scene.hears(text).await;
        assert_eq!((answer.handled, answer.replies.len()), (false, 0), "{text}");
        assert_eq!(answer.state.as_str(), "idle");
    }
    let registered = Inbound { is_registered: Some(true), ..wrote("hi", "r") };
    assert_eq!(scene.hands_in(registered).await.unwrap().state.as_str(), "registered");
    let after = scene.desk.conversations(&agent(), Ok(1)).await.unwrap();
    assert_eq!((after.position, after.value.len()), (head, 0));
}

#[tokio::test]
async fn the_end_word_ends_the_chat_and_the_next_start_rejoins_its_ticket() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears("My parcel is lost").await;

    let over = scene.hears("Done.").await;
    assert!(over.handled);
    assert_eq!((over.state.as_str(), over.replies.len()), ("idle", 2));
    assert!(said(&over)[0].contains("support chat has ended"), "{over:?}");
    assert!(over.replies.iter().all(|reply| reply.buttons.is_empty()));
    assert_eq!(scene.ticket().await.status, TicketStatus::Open, "the ticket stays");
    assert!(!scene.hears("View homework").await.handled);

    scene.hears("agent").await;
    scene.hears("Any news?").await;
    let ticket = scene.ticket().await;
    assert_eq!((ticket.number.get(), ticket.description.as_str()), (1, "My parcel is lost"));
    assert_eq!(scene.lines().await.last().map(String::as_str), Some("visitor: Any news?"));
}

#[tokio::test]
async fn a_start_word_reopens_what_was_resolved_and_begins_anew_after_what_was_closed() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears("My parcel is lost").await;
    scene.answers(1, "We look").await.unwrap();
    assert_eq!(scene.ticket().await.status, TicketStatus::InProgress);
    scene.resolves(1, None).await.unwrap();
    assert_eq!(scene.state().await, "idle", "close ends both");

    scene.hears("support").await;
    let reopened = scene.ticket().await;
    assert_eq!((reopened.status, reopened.resolved_at), (TicketStatus::Open, None));
    scene.resolves(1, Some("Found it")).await.unwrap();
    scene.clock.advance(Duration::from_hours(7 * 24));
    eventually("it is closed", async || {
        (scene.ticket().await.status == TicketStatus::Closed).then_some(())
    })
    .await;
    let view = scene.row().await.view;
    assert!(!view.session.status.is_open());

    scene.hears("support").await;
    assert_eq!(scene.ticket().await.number.get(), 2);
    assert_eq!(scene.ticket().await.description, "");
}

#[tokio::test]
async fn what_a_customer_writes_reopens_nothing_by_text_until_they_ask_again() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    scene.hears("Hello").await;
    scene.resolves(1, None).await.unwrap();
    scene.answers(1, "One thing more").await.unwrap();
    assert_eq!(scene.state().await, "chat_support_active", "an answer starts the chat again");
    scene.hears("Which?").await;
    assert_eq!(scene.ticket().await.status, TicketStatus::Resolved);
    assert_eq!(scene.lines().await.last().map(String::as_str), Some("visitor: Which?"));
}

#[tokio::test]
async fn the_desk_begins_goes_on_with_and_ends_a_chat() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    assert_eq!(kind(scene.says("Hello?").await), ErrorKind::NotFound, "nobody is there yet");
    assert_eq!(kind(scene.ends(None).await), ErrorKind::NotFound);

    let spoken = scene.starts(Some("Your parcel is here")).await.unwrap();
    assert_eq!(spoken.message.unwrap().content, "Your parcel is here");
    assert_eq!(scene.state().await, "chat_support_active");
    assert_eq!(scene.ticket().await.status, TicketStatus::InProgress, "that was its first answer");
    scene.says("Pick it up").await.unwrap();
    assert!(scene.hears("Thanks").await.handled, "no start word is needed");

    scene.clock.advance(Duration::from_secs(5));
    let ended_at = scene.ends(Some("Goodbye")).await.unwrap();
    assert_eq!(ended_at, after(Duration::from_secs(5)));
    scene.clock.advance(Duration::from_secs(5));
    assert_eq!(scene.ends(Some("Goodbye again")).await.unwrap(), ended_at, "unchanged");
    assert_eq!(kind(scene.says("Are you there?").await), ErrorKind::SessionEnded);
    let lines = scene.lines().await;
    assert!(lines.iter().any(|line| line == "admin: Goodbye"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("Goodbye again")), "{lines:?}");

    let greeted = scene.starts(None).await.unwrap().message.unwrap();
    assert!(greeted.content.starts_with("Hi John!"), "{}", greeted.content);
    assert_eq!(scene.starts(None).await.unwrap().message, None, "one goes on");
    assert_eq!(scene.ticket().await.number.get(), 1);
}

#[tokio::test]
async fn a_session_by_text_is_ended_by_its_ticket_alone() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let id = scene.row().await.view.session.id;
    let view = scene.desk.end(&agent(), id).await.unwrap().value;
    assert!(view.session.status.is_open());
    assert_eq!(scene.state().await, "idle");
    let again = scene.desk.end(&agent(), id).await.unwrap().value;
    assert_eq!(again.session.version, view.session.version);
}

#[tokio::test]
async fn whoever_is_switched_off_is_the_hosts_own() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let toggle = |switch| chatdesk_core::ToggleChat { address: john(), switch, reason: None };
    let off = toggle(chatdesk_core::Switch::Off);
    scene.desk.switch_chat(&agent(), Ok(off)).await.unwrap();
    assert_eq!(scene.state().await, "idle", "at once");
    let answer = scene.hears("Are you there?").await;
    assert_eq!((answer.handled, answer.state.as_str()), (false, "idle"));
    assert!(!scene.hears("support").await.handled);
    assert_eq!(kind(scene.says("Hello").await), ErrorKind::SessionEnded);
    assert_eq!(kind(scene.starts(None).await), ErrorKind::ChatDisabled);
    assert_eq!(scene.lines().await.len(), 1, "nothing of it is kept");
}

#[tokio::test]
async fn words_from_before_the_chat_began_change_nothing() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.clock.advance(Duration::from_mins(1));
    scene.hears("support").await;
    let late = |text, id| Inbound { written_at: Some(NOW), ..wrote(text, id) };
    let answer = scene.hands_in(late("end chat", "late")).await.unwrap();
    assert_eq!((answer.handled, answer.replies.len()), (true, 0));
    assert_eq!(scene.state().await, "chat_support_active");
    scene.hands_in(late("I wrote this before", "late-too")).await.unwrap();
    let lines = scene.lines().await;
    assert_eq!(lines.get(1).map(String::as_str), Some("visitor: I wrote this before"));
}
