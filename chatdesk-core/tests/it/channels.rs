//! Channels of the server's own: what a provider brings, what leaves by it, and what it says of that.

mod agents;
mod heard;
mod names;
mod statuses;
mod window;

use std::time::Duration;

use chatdesk_core::{
    Actor, Address, Alerting, Carriage, Channel, Content, Conversation, Delivery, Desk, Error,
    Form, Inbound, InboundContent, Interest, Message, Outcome, Reach, Receipt, ReceiptState,
    Received, Staff, StaffRole, Window,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, RecordingNotifier, eventually};
use tokio::task::JoinHandle;

const JOHN: &str = "+234812345678";
/// How long WhatsApp takes what is said, a little less than the 24 hours of its own.
const OPEN_FOR: Duration = Duration::from_mins(23 * 60 + 55);

/// A desk over a file, a provider that brings what John writes, and an agent.
struct Scene {
    desk: Desk,
    clock: ManualClock,
    provider: RecordingNotifier,
    worker: JoinHandle<()>,
    n_heard: u32,
}

impl Scene {
    /// On WhatsApp, with a template.
    async fn new(folder: &Folder) -> Self {
        Self::with(folder, Carriage { window: Some(OPEN_FOR), has_template: true }).await
    }

    async fn with(folder: &Folder, carriage: Carriage) -> Self {
        let mut interest = Interest { unread: Some(Reach::Own), ..Interest::default() };
        interest.carries.insert(Channel::Whatsapp, carriage);
        interest.carries.insert(Channel::Telegram, Carriage::ALWAYS);
        let clock = ManualClock::default();
        let provider = RecordingNotifier::new("telegram").told(interest);
        let provider = provider.alerting(Alerting::default().editing());
        let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
        let desk = Desk::builder(store).clock(clock.clone()).notifier(provider.clone()).build();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        eventually("the worker runs", async || desk.ready().await.ok()).await;
        Self { desk, clock, provider, worker, n_heard: 0 }
    }

    async fn receives(&self, inbound: Inbound) -> Result<(), Error> {
        self.desk.receive(Received::Message(inbound)).await.map(|said| assert_eq!(said, None))
    }

    /// What John wrote, brought by the provider.
    async fn hears(&mut self, text: &str) {
        self.n_heard += 1;
        self.receives(wrote(text, &format!("wamid.in.{}", self.n_heard))).await.unwrap();
    }

    async fn says(&self, text: &str) -> Result<Message, Error> {
        let said = self.desk.say(&agent(), Ok(john()), None, Ok(text.to_owned())).await?;
        Ok(said.message.unwrap())
    }

    async fn starts(&self, text: &str) -> Result<Message, Error> {
        let text = Ok(Some(text.to_owned()));
        let said = self.desk.start_chat(&agent(), Ok(john()), None, text).await?;
        Ok(said.message.unwrap())
    }

    async fn conversations(&self) -> Vec<Conversation> {
        self.desk.conversations(&agent(), Ok(20)).await.unwrap().value
    }

    async fn row(&self) -> Conversation {
        let rows = self.conversations().await;
        let [row] = rows.as_slice() else { panic!("{} rows", rows.len()) };
        row.clone()
    }

    async fn thread(&self) -> Vec<Message> {
        let window = Ok(Window::Newest { limit: 200 });
        let found = self.desk.conversation_with(&agent(), Ok(john()), window).await.unwrap();
        found.value.messages
    }

    async fn receipt(&self, of: &Message) -> Receipt {
        let thread = self.thread().await;
        let message = thread.into_iter().find(|it| it.seq == of.seq).unwrap();
        message.receipt.unwrap()
    }

    async fn gets(&self, of: &Message, state: ReceiptState) -> Receipt {
        eventually("the receipt is there", async || {
            Some(self.receipt(of).await).filter(|receipt| receipt.state == state)
        })
        .await
    }

    /// What left for customers, once there is so much: alerts are left out.
    async fn carried(&self, n_carried: usize) -> Vec<Delivery> {
        eventually("it is carried", async || {
            let carried = self.all_carried();
            (carried.len() >= n_carried).then_some(carried)
        })
        .await
    }

    fn all_carried(&self) -> Vec<Delivery> {
        let mut attempts = self.provider.attempts();
        attempts.retain(|it| matches!(it.content, Content::Outbound(_) | Content::Hint(_)));
        attempts
    }

    /// The texts of all that leaves until nothing more waits.
    async fn lines(&self, n_carried: usize) -> Vec<String> {
        self.carried(n_carried).await.iter().map(line).collect()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

/// As what it left, and its text.
fn line(delivery: &Delivery) -> String {
    match &delivery.content {
        Content::Outbound(it) if it.form == Form::Template => format!("template: {}", it.text),
        Content::Outbound(it) => it.text.clone(),
        Content::Hint(it) => format!("hint: {}", it.text),
        other => panic!("{other:?} is nothing to carry"),
    }
}

fn agent() -> Actor {
    let name = Some("Alex".to_owned());
    Actor::Staff(Staff { role: StaffRole::Admin, id: "7".to_owned(), name })
}

fn john() -> Address {
    Address::of_channel(Channel::Whatsapp, JOHN).unwrap()
}

fn wrote(text: &str, message_id: &str) -> Inbound {
    Inbound {
        channel: Channel::Whatsapp,
        address: john(),
        aliases: vec![],
        name: Some("John".to_owned()),
        content: InboundContent::Text(text.to_owned()),
        reply_to: None,
        message_id: message_id.to_owned(),
        is_registered: None,
        written_at: None,
    }
}

fn sent(id: &str) -> Outcome {
    Outcome::sent(id.to_owned())
}
