//! Chats by text: handed in by a host's bot, answered by the desk, carried back by a webhook.

mod document;
mod life;
mod refusals;
mod steps;

use std::sync::{Arc, Mutex, PoisonError};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use chatdesk_api::{
    Conversation, ConversationMessages, Conversations, InboundAnswer, TicketThread,
};
use chatdesk_tests::{Actor, Answer, Jwt, Launch, Server, TempFolder, User, eventually};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

const JOHN: &str = "+234812345678";

/// A host's own server whose bot owns the number: it hands in what it is sent, and sends what it is told to.
struct Bot {
    told: Arc<Mutex<Vec<Value>>>,
    address: String,
    listening: JoinHandle<()>,
}

impl Bot {
    async fn new() -> Self {
        let told = Arc::<Mutex<Vec<Value>>>::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let routes = Router::new().route("/hook", post(hear)).with_state(Arc::clone(&told));
        let listening = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { told, address, listening }
    }

    /// A server that tells this bot of messages.
    async fn server(&self) -> Server {
        self.server_in(Arc::new(TempFolder::new())).await
    }

    async fn server_in(&self, folder: Arc<TempFolder>) -> Server {
        let settings = folder.write(
            "chatdesk.toml",
            format!(
                "[server]\nprivate_webhooks = [\"127.0.0.0/8\"]\n[[channels.webhook]]\n\
                 url = \"http://{}/hook\"\nsecret = \"whsec_a2tra2tra2tra2tra2tra2tra2tra2tr\"\n\
                 events = [\"message\"]\n",
                self.address
            ),
        );
        Server::launch(Launch::server_in(folder).path_arg("--config", settings)).await
    }

    /// What it has sent to somebody's phone, once there is so much.
    async fn sent(&self, phone: &str, n_sent: usize) -> Vec<String> {
        eventually("the bot has sent it", async || {
            let told = self.told.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let outbound = told.iter().filter(|it| {
                it["type"] == "message.outbound" && it["data"]["phone_number"] == phone
            });
            let text = |it: &Value| it["data"]["text"].as_str().unwrap().to_owned();
            let texts: Vec<_> = outbound.map(text).collect();
            (texts.len() >= n_sent).then_some(texts)
        })
        .await
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn hear(State(told): State<Arc<Mutex<Vec<Value>>>>, Json(event): Json<Value>) -> StatusCode {
    told.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    StatusCode::NO_CONTENT
}

/// Hands in what somebody wrote, as the host's server.
async fn hand_in(server: &Server, body: Value) -> Answer {
    let token = Jwt::of("a-host").claim("role", "host").sign();
    let host = User::with_token(server.api(), "a-host", &token);
    host.post("/channels/whatsapp/inbound", body).await
}

/// The same for a text of John's, of whom the host says that it knows him.
async fn wrote(server: &Server, text: &str, message_id: &str) -> InboundAnswer {
    let body = json!({
        "address": JOHN,
        "name": "John",
        "text": text,
        "message_id": message_id,
        "registered": true,
    });
    hand_in(server, body).await.ok()
}

fn of(phone: &str, what: &str) -> String {
    format!("/admin/conversations/{}/{what}", phone.replace('+', "%2B"))
}

async fn talk(desk: &impl Actor, what: &str, body: Value) -> Answer {
    desk.post(&of(JOHN, &format!("chat-support/{what}")), body).await
}

/// The rows of the desk.
async fn rows(desk: &impl Actor) -> Vec<Conversation> {
    desk.get("/admin/conversations?limit=20").await.ok::<Conversations>().conversations
}

/// John's row.
async fn row(desk: &impl Actor) -> Conversation {
    rows(desk).await.into_iter().find(|row| row.phone_number == JOHN).unwrap()
}

async fn messages(desk: &impl Actor) -> ConversationMessages {
    desk.get(&of(JOHN, "messages")).await.ok()
}

async fn ticket(desk: &impl Actor, number: u64) -> TicketThread {
    desk.get(&format!("/admin/support/tickets/{number}")).await.ok()
}

fn texts(answer: &InboundAnswer) -> Vec<&str> {
    answer.replies.iter().map(|reply| reply.text.as_str()).collect()
}
