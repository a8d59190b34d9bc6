//! The five steps of the test that the earliest document describes, and what its successor says of WhatsApp: with the server
//! killed in the middle.

use chatdesk_api::{AnsweredTicket, ClosedTicket, ConversationSender, DialogState, Notified};
use chatdesk_tests::{Actor, eventually};
use serde_json::json;

use super::{Bot, JOHN, hand_in, messages, row, rows, talk, texts, ticket, wrote};

#[tokio::test]
async fn five_steps_with_a_kill_in_the_middle() {
    let bot = Bot::new().await;
    let server = bot.server().await;
    // Step 1: the user begins.
    let begun = wrote(&server, "support", "1").await;
    assert_eq!((begun.handled, begun.state), (true, DialogState::ChatSupportActive));
    assert!(texts(&begun)[0].starts_with("Hi John! 💬"), "personalised: {begun:?}");
    let started = row(&server.admin("root")).await;
    assert!(started.is_chat_support && started.chat_support_active);
    assert!(started.chat_start_time.is_some());

    // Step 2: a message is kept and acknowledged; the state stays.
    let kept = wrote(&server, "I can't submit my homework", "2").await;
    assert!(texts(&kept)[0].starts_with("✓ Your message has been sent to support"), "{kept:?}");
    assert_eq!(kept.state, DialogState::ChatSupportActive);

    let server = server.kill_and_restart().await;
    let admin = server.admin("root");
    assert_eq!(wrote(&server, "I can't submit my homework", "2").await, kept, "asked again");
    assert_eq!(row(&admin).await.chat_start_time, started.chat_start_time);
    assert!(wrote(&server, "Are you still there?", "3").await.handled, "no word is lost");

    // Step 3: the admin sees an active chat, and what was said in it.
    assert!(row(&admin).await.chat_support_active);
    let said = messages(&admin).await.messages;
    let of_user = said.iter().filter(|it| it.sender == ConversationSender::User);
    let of_user: Vec<_> = of_user.map(|it| it.text.as_str()).collect();
    assert_eq!(of_user, ["I can't submit my homework", "Are you still there?"]);

    // Step 4: the user ends it.
    let over = wrote(&server, "end chat", "4").await;
    assert!(texts(&over)[0].contains("support chat has ended"), "{over:?}");
    let ended = row(&admin).await;
    assert!(!ended.is_chat_support && !ended.chat_support_active);
    assert_eq!((ended.chat_start_time, ended.state), (None, DialogState::Registered));

    // Step 5: somebody whom the host does not know comes back to where they were, too.
    let jane = |text: &str, id: &str| json!({"address": "+2349", "text": text, "message_id": id});
    hand_in(&server, jane("support", "5")).await.expect(422);
    let jane = |text: &str, id: &str| json!({"address": "+234 998 765 432", "text": text, "message_id": id, "name": "Jane"});
    let begun = hand_in(&server, jane("talk to someone", "5")).await.json();
    assert!(begun["replies"][0]["text"].as_str().unwrap().starts_with("Hi Jane!"), "{begun}");
    let over = hand_in(&server, jane("quit chat", "6")).await.json();
    assert_eq!(over["state"], "idle", "{over}");
    assert_eq!(rows(&admin).await.len(), 2);
}

#[tokio::test]
async fn user_can_request_chat_support_from_bot_menu() {
    let bot = Bot::new().await;
    let server = bot.server().await;
    let pressed = json!({
        "address": JOHN, "name": "John", "text": "chat_support", "kind": "button", "message_id": "1",
    });
    let begun = hand_in(&server, pressed).await.expect(200).json();
    assert_eq!(begun["state"], "chat_support_active");
    wrote(&server, "I can't submit homework, getting error", "2").await;
    let made = ticket(&server.admin("root"), 1).await.ticket;
    assert_eq!(made.issue_description, "I can't submit homework, getting error");
    assert_eq!(
        (made.phone_number.as_deref(), made.sender_name.as_deref()),
        (Some(JOHN), Some("John"))
    );
}

#[tokio::test]
async fn user_receives_whatsapp_notification() {
    let bot = Bot::new().await;
    let server = bot.server().await;
    let admin = server.admin("root");
    wrote(&server, "support", "1").await;
    wrote(&server, "I can't submit homework", "2").await;
    let body = json!({"message": "Let me help! What error do you see?"});
    let path = "/admin/support/tickets/1/messages";
    let answered: AnsweredTicket = admin.post(path, body).await.created();
    assert!(answered.whatsapp_notification_sent);
    assert_eq!(answered.delivery, Notified::Sent);
    let sent = bot.sent(JOHN, 1).await;
    assert_eq!(sent, ["Support Team: Let me help! What error do you see?"]);
    let last = messages(&admin).await.messages.pop().unwrap();
    assert_eq!(json!(last.delivery), json!({"state": "sent", "error": null}));
}

#[tokio::test]
async fn user_receives_closing_message() {
    let bot = Bot::new().await;
    let server = bot.server().await;
    let admin = server.admin("root");
    let close = async |body| -> ClosedTicket {
        admin.post("/admin/support/tickets/1/close", body).await.ok()
    };
    wrote(&server, "support", "1").await;
    wrote(&server, "Hello", "2").await;
    assert_eq!(close(json!({})).await.user_notification, Notified::Sent);
    let sent = bot.sent(JOHN, 2).await;
    assert_eq!(sent[0], "✅ Your support ticket has been resolved!");
    assert!(sent[1].contains("main menu"), "{sent:?}");
    assert!(!row(&admin).await.chat_support_active, "close ends both");

    wrote(&server, "support", "3").await;
    let bye = "Glad it worked! Let me close this ticket.";
    assert_eq!(close(json!({"message": bye})).await.user_notification, Notified::Sent);
    let sent = bot.sent(JOHN, 4).await;
    assert_eq!(sent[2], format!("Support Team: {bye}"));
}

#[tokio::test]
async fn what_was_said_before_a_kill_is_carried_after_it() {
    let bot = Bot::new().await;
    let server = bot.server().await;
    wrote(&server, "support", "1").await;
    for n in 0..20 {
        talk(&server.admin("root"), "send", json!({"message": format!("line {n}")}))
            .await
            .expect(200);
    }
    let folder = server.kill();
    // What the process held that is gone may be claimed again: as two minutes later.
    let file = rusqlite::Connection::open(folder.database()).unwrap();
    file.execute("UPDATE jobs SET leased_until = 1 WHERE lease IS NOT NULL", []).unwrap();
    drop(file);
    let server = bot.server_in(folder).await;
    let admin = server.admin("root");
    eventually("every message has got there", async || {
        let said = messages(&admin).await.messages;
        let mut of_admin = said.iter().filter(|it| it.sender == ConversationSender::Admin);
        let sent = json!({"state": "sent", "error": null});
        of_admin.all(|it| json!(it.delivery) == sent).then_some(())
    })
    .await;
    let mut sent = bot.sent(JOHN, 20).await;
    sent.dedup();
    let lines: Vec<_> = (0..20).map(|n| format!("Support Team: line {n}")).collect();
    assert_eq!(sent, lines, "each, in order; one that was under way may have come twice");
}
