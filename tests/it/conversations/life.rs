//! What the desk sees of it: its lists, its streams, its tickets.

use chatdesk_api::{AdminSessions, DialogState, ListedSession, StreamEvent, TicketStatus};
use chatdesk_tests::{Actor, Resume, Server};
use serde_json::json;

use super::{JOHN, hand_in, of, row, rows, talk, ticket, wrote};

/// From the documents.
const START_WORDS: [&str; 7] =
    ["chat support", "support", "chat", "help me", "agent", "human", "talk to someone"];
const END_WORDS: [&str; 6] = ["end_chat", "end chat", "close", "done", "quit chat", "exit"];

#[tokio::test]
async fn every_word_begins_and_every_word_ends() {
    let server = Server::start().await;
    for (n, start) in START_WORDS.into_iter().enumerate() {
        for (m, end) in END_WORDS.into_iter().enumerate() {
            let address = format!("+4930{n}{m}00000");
            let say = async |text: &str, id: &str| {
                let body = json!({"address": address, "text": text, "message_id": id});
                hand_in(&server, body).await.expect(200).json()
            };
            assert_eq!(say(&start.to_uppercase(), "1").await["state"], "chat_support_active");
            assert_eq!(say(end, "2").await["state"], "idle", "{start} {end}");
        }
    }
}

#[tokio::test]
async fn conversations_are_listed_the_newest_change_first() {
    let server = Server::start().await;
    let admin = server.admin("root");
    for n in 0..3 {
        let body = json!({"address": format!("+49300000{n}"), "text": "chat", "message_id": "1"});
        hand_in(&server, body).await.expect(200);
    }
    let phones = |rows: Vec<chatdesk_api::Conversation>| -> Vec<String> {
        rows.into_iter().map(|row| row.phone_number).collect()
    };
    assert_eq!(phones(rows(&admin).await), ["+493000002", "+493000001", "+493000000"]);
    let again = json!({"address": "+493000000", "text": "hello", "message_id": "2"});
    hand_in(&server, again).await.expect(200);
    let first = admin.get("/admin/conversations?limit=1").await.ok::<chatdesk_api::Conversations>();
    assert_eq!(phones(first.conversations), ["+493000000"]);
}

#[tokio::test]
async fn a_chat_by_text_is_a_session_of_the_desk_and_its_ticket() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let mut stream = admin.stream(&Resume::now()).await;
    wrote(&server, "support", "1").await;
    wrote(&server, "My parcel is lost", "2").await;

    let talks = row(&admin).await;
    let listed: AdminSessions = admin.get("/admin/chat/sessions").await.ok();
    let [ListedSession { session, .. }] = listed.sessions.as_slice() else { panic!("{listed:?}") };
    assert_eq!(Some(&session.id), talks.session_id.as_ref());
    assert_eq!(json!(session.channel), "whatsapp");
    assert_eq!(session.dialog, Some(DialogState::ChatSupportActive));
    assert_eq!((session.ticket_id, talks.ticket_id), (Some(1), Some(1)));
    assert_eq!(session.unread_count, 1);
    let made = ticket(&admin, 1).await;
    assert_eq!(
        (made.ticket.status, json!(made.ticket.channel)),
        (TicketStatus::Open, json!("whatsapp"))
    );

    stream.until(|event| matches!(event, StreamEvent::Ticket(told) if told.ticket.id == 1)).await;
    let path = format!("/chat/session/{}/messages", session.id);
    admin.post(&path, json!({"content": "We look for it"})).await.expect(201);
    assert_eq!(ticket(&admin, 1).await.ticket.status, TicketStatus::InProgress);
}

#[tokio::test]
async fn a_repeat_is_answered_as_the_first_time() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let first = wrote(&server, "support", "1").await;
    assert_eq!(wrote(&server, "anything else", "1").await, first);
    let say = json!({"message": "Hello", "client_id": "a"});
    let said = talk(&admin, "send", say.clone()).await.expect(200).json();
    talk(&admin, "end", json!({"client_id": "b"})).await.expect(200);
    assert_eq!(talk(&admin, "send", say).await.expect(200).json(), said, "also when it is over");
}

#[tokio::test]
async fn paths_take_an_address_too() {
    let server = Server::start().await;
    let admin = server.admin("root");
    let body = json!({"message": "Hello"});
    let start = |somebody: &str| format!("/admin/conversations/{somebody}/chat-support/start");
    let to_telegram = admin.post(&start("telegram:42"), body.clone()).await.expect(200).json();
    assert_eq!(to_telegram["data"]["phone_number"], "telegram:42");
    admin.post(&start("whatsapp:%2B234%20812-345-678"), body).await.expect(200);
    assert_eq!(row(&admin).await.address, format!("whatsapp:{JOHN}"));
    admin.get("/admin/conversations/telegram:42/messages").await.expect(200);
    admin.get(&of(JOHN, "messages")).await.expect(200);
    for unknown in ["telegram:43", "%2B999999999", "nobody", "42", "visitor:1"] {
        let path = format!("/admin/conversations/{unknown}/messages");
        admin.get(&path).await.expect(404);
    }
}
