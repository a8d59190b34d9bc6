//! Staff among themselves.

mod groups;
mod pairs;
mod streams;
mod who;

use chatdesk_api::{MessagesAnswer, PanelConversations, ReadUpTo, Session};
use chatdesk_tests::{Actor, Answer};
use http::Method;
use serde_json::{Value, json};

/// Asks for a conversation with these.
async fn begin(actor: &impl Actor, participants: Value) -> Answer {
    actor.post("/panel/conversations", json!({"participants": participants})).await
}

/// A new conversation with these.
async fn begun(actor: &impl Actor, participants: Value) -> Session {
    begin(actor, participants).await.created()
}

async fn conversations(actor: &impl Actor, query: &str) -> PanelConversations {
    actor.get(&format!("/panel/conversations{query}")).await.ok()
}

/// Those who come.
async fn add(actor: &impl Actor, session: &str, participants: Value) -> Answer {
    let path = format!("/panel/conversations/{session}/members");
    actor.post(&path, json!({"participants": participants})).await
}

/// Those who go; of nobody, whoever asks.
async fn remove(actor: &impl Actor, session: &str, body: Value) -> Answer {
    let path = format!("/panel/conversations/{session}/members");
    actor.send(actor.request(Method::DELETE, &path).json(&body)).await
}

async fn page(actor: &impl Actor, session: &str, query: &str) -> MessagesAnswer {
    actor.messages(session, query).await.ok()
}

fn contents(page: &MessagesAnswer) -> Vec<&str> {
    page.messages.iter().map(|message| message.content.as_str()).collect()
}

fn members(session: &Session) -> Vec<&str> {
    session.members.iter().flatten().map(|member| member.id.as_str()).collect()
}

/// How far each member has read.
fn read(read: &ReadUpTo) -> Vec<(&str, u64)> {
    match read {
        ReadUpTo::Members(read) => read.iter().map(|(id, up_to)| (id.as_str(), *up_to)).collect(),
        ReadUpTo::Sides(sides) => panic!("{sides:?}"),
    }
}
