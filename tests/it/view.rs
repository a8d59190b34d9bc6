//! What several suites look at: the desk's view of everything, and a customer's whole thread.

use chatdesk_api::{
    AdminSessions, AdminUsers, Message, MessagesAnswer, ProblemCode, ReadAnswer, Session,
};
use chatdesk_tests::{Actor, Admin};
use serde_json::{Value, json};

/// All messages of a session, oldest first, by pages.
pub(crate) async fn thread(reader: &impl Actor, session: &str) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    loop {
        let after = messages.last().map_or(0, |message| message.id);
        let query = format!("?after={after}&limit=200");
        let page: MessagesAnswer = reader.messages(session, &query).await.ok();
        messages.extend(page.messages);
        if !page.has_more {
            return messages;
        }
    }
}

/// A session as this reader sees it now.
pub(crate) async fn session(reader: &impl Actor, session: &str) -> Session {
    reader.messages(session, "?limit=1").await.ok::<MessagesAnswer>().session
}

/// The newest sessions as the desk sees them.
pub(crate) async fn desk_sessions(desk: &impl Actor) -> Vec<Session> {
    let listed = desk.get("/admin/chat/sessions?limit=200").await.ok::<AdminSessions>().sessions;
    listed.into_iter().map(|listed| listed.session).collect()
}

/// The users as the desk sees them.
pub(crate) async fn desk_users(desk: &impl Actor) -> AdminUsers {
    desk.get("/admin/users?limit=200").await.ok()
}

/// Reads up to a message, which has to work; what is left unread.
pub(crate) async fn read(reader: &impl Actor, session: &str, up_to: u64) -> u64 {
    reader.mark_read(session, up_to).await.ok::<ReadAnswer>().unread_count
}

/// Everything that the desk can see: sessions with all messages, users, and the place in the log.
pub(crate) async fn everything(desk: &Admin) -> Value {
    let sessions = desk.get("/admin/chat/sessions?limit=200").await.expect(200).json();
    let mut users = desk.get("/admin/users?limit=200").await.expect(200).json();
    for user in users["users"].as_array_mut().unwrap() {
        // Asking counts as being there; it is not a change of what is stored about anybody.
        user.as_object_mut().unwrap().remove("last_seen_at");
    }
    let mut threads = Vec::new();
    for session in sessions["sessions"].as_array().unwrap() {
        let id = session["id"].as_str().unwrap();
        threads.push(desk.messages(id, "?limit=200").await.expect(200).json());
    }
    json!({"sessions": sessions, "users": users, "threads": threads})
}

/// Fails unless this caller is told that chat is switched off.
pub(crate) fn assert_switched_off(answer: &chatdesk_tests::Answer) {
    answer.refused(403, ProblemCode::ChatDisabled);
}
