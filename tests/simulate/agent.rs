//! Somebody of the desk.

use chatdesk_tests::{Actor as _, Admin, Api, eventually};
use serde_json::{Value, json};

pub(crate) struct Agent(Admin);

impl Agent {
    /// Of the desk whose console stands in what was printed.
    pub(crate) async fn of(printed: &str) -> Self {
        // A terminal may have broken the line.
        let printed = printed.replace('\n', "");
        let (_, rest) = printed.split_once("in the console: http://").unwrap();
        let (authority, _) = rest.split_once('/').unwrap();
        Self(Admin::new(&Api::connect(authority, "/api").await, "root"))
    }

    /// The conversation on that channel, once the desk has it.
    async fn conversation(&self, channel: &str) -> Value {
        eventually("the desk has the conversation", async || {
            let listed: Value = self.0.get("/admin/conversations").await.ok();
            let mut all = listed["conversations"].as_array().unwrap().iter();
            let begins = format!("{channel}:");
            all.find(|it| it["address"].as_str().unwrap().starts_with(&begins)).cloned()
        })
        .await
    }

    /// What the customer wrote last.
    pub(crate) async fn newest(&self, channel: &str) -> String {
        let conversation = self.conversation(channel).await;
        let messages = self.messages(&conversation).await;
        let of_desk =
            |it: &&Value| ["admin", "bot", "system"].iter().any(|by| it["sender_type"] == *by);
        let newest = messages.iter().rev().find(|it| !of_desk(it));
        newest.unwrap()["content"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn answers(&self, channel: &str, text: &str) {
        let conversation = self.conversation(channel).await;
        let address = conversation["address"].as_str().unwrap().replace('+', "%2B");
        let path = format!("/admin/conversations/{address}/chat-support/send");
        self.0.post(&path, json!({ "message": text })).await.expect(200);
    }

    /// Waits until the message says so.
    pub(crate) async fn is_told_that_it_was_read(&self, text: &str) {
        let conversation = self.conversation("whatsapp").await;
        eventually("the message is read", async || {
            let messages = self.messages(&conversation).await;
            let message = messages.into_iter().find(|it| it["content"] == text)?;
            (message["delivery"]["state"] == "read").then_some(())
        })
        .await;
    }

    async fn messages(&self, conversation: &Value) -> Vec<Value> {
        let session = conversation["session_id"].as_str().unwrap();
        let path = format!("/chat/session/{session}/messages");
        let thread: Value = self.0.get(&path).await.ok();
        thread["messages"].as_array().unwrap().clone()
    }
}
