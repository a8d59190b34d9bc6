//! Chats by text: begun, gone on with and ended by a host's bot and by the desk, each in a ticket.

mod answered;
mod carried;
mod life;
mod silence;

use std::time::Duration;

use chatdesk_core::{
    Actor, Address, Channel, Content, Conversation, Delivery, Desk, Error, ErrorKind, Inbound,
    InboundAnswer, InboundContent, Interest, Message, Outcome, ReceiptState, Spoken, Staff,
    StaffRole, Support, Ticket, TicketNumber, TicketStatus, Timestamp, Window,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, RecordingNotifier, eventually, given::NOW};
use tokio::task::JoinHandle;

const JOHN: &str = "+234 812 345 678";

/// A desk over a file with somebody who carries WhatsApp, a host's bot, and an agent.
struct Scene {
    desk: Desk,
    clock: ManualClock,
    carrier: RecordingNotifier,
    worker: JoinHandle<()>,
    n_heard: u32,
}

impl Scene {
    async fn new(folder: &Folder) -> Self {
        Self::with(folder, ManualClock::default(), Support::default()).await
    }

    async fn with(folder: &Folder, clock: ManualClock, support: Support) -> Self {
        let store = SqliteStore::open(folder.file("chat.db")).await.unwrap();
        let interest = Interest::default().carrying([Channel::Whatsapp]);
        let carrier = RecordingNotifier::new("bot").told(interest);
        let building = Desk::builder(store).clock(clock.clone()).support(support);
        let desk = building.notifier(carrier.clone()).build();
        let running = desk.clone();
        let worker = tokio::spawn(async move { running.run(std::future::pending()).await });
        eventually("the worker runs", async || desk.ready().await.ok()).await;
        Self { desk, clock, carrier, worker, n_heard: 0 }
    }

    /// Stops as a crash would, and starts anew over the same file.
    async fn restarted(self, folder: &Folder) -> Self {
        let (clock, n_heard) = (self.clock.clone(), self.n_heard);
        self.worker.abort();
        eventually("it has stopped", async || self.worker.is_finished().then_some(())).await;
        drop(self);
        let mut anew = Self::with(folder, clock, Support::default()).await;
        anew.n_heard = n_heard;
        anew
    }

    /// What John wrote, handed in by the host's bot.
    async fn hears(&mut self, text: &str) -> InboundAnswer {
        self.n_heard += 1;
        let inbound = wrote(text, &format!("m{}", self.n_heard));
        self.hands_in(inbound).await.unwrap()
    }

    async fn hands_in(&self, inbound: Inbound) -> Result<InboundAnswer, Error> {
        self.desk.inbound(&Actor::Host, Ok(inbound)).await
    }

    async fn starts(&self, text: Option<&str>) -> Result<Spoken, Error> {
        let text = text.map(str::to_owned);
        self.desk.start_chat(&agent(), Ok(john()), None, Ok(text)).await
    }

    async fn says(&self, text: &str) -> Result<Spoken, Error> {
        self.desk.say(&agent(), Ok(john()), None, Ok(text.to_owned())).await
    }

    async fn ends(&self, text: Option<&str>) -> Result<Timestamp, Error> {
        let text = text.map(str::to_owned);
        self.desk.end_chat(&agent(), Ok(john()), None, Ok(text)).await
    }

    async fn answers(&self, number: u64, text: &str) -> Result<(), Error> {
        let number = TicketNumber::new(number);
        self.desk.answer_ticket(&agent(), number, None, Ok(text.to_owned())).await.map(drop)
    }

    async fn resolves(&self, number: u64, text: Option<&str>) -> Result<(), Error> {
        let (number, text) = (TicketNumber::new(number), text.map(str::to_owned));
        self.desk.close_ticket(&agent(), number, None, Ok(text)).await.map(drop)
    }

    /// John's row among the conversations.
    async fn row(&self) -> Conversation {
        let rows = self.desk.conversations(&agent(), Ok(20)).await.unwrap().value;
        let [row] = rows.as_slice() else { panic!("{} rows", rows.len()) };
        row.clone()
    }

    async fn state(&self) -> &'static str {
        self.row().await.dialog.state().as_str()
    }

    async fn ticket(&self) -> Ticket {
        self.row().await.view.ticket.unwrap()
    }

    async fn thread(&self) -> Vec<Message> {
        let window = Ok(Window::Newest { limit: 200 });
        let found = self.desk.conversation_with(&agent(), Ok(john()), window).await.unwrap();
        found.value.messages
    }

    /// Who said what.
    async fn lines(&self) -> Vec<String> {
        let messages = self.thread().await;
        let line = |it: &Message| format!("{}: {}", it.sender.kind.as_str(), it.content);
        messages.iter().map(line).collect()
    }

    /// What was carried to John, once there is so much.
    async fn carried(&self, n_carried: usize) -> Vec<String> {
        let carried = async || {
            let attempts = self.carrier.attempts();
            (attempts.len() >= n_carried).then_some(attempts)
        };
        let attempts: Vec<Delivery> = eventually("it is carried", carried).await;
        attempts.iter().map(|delivery| words(delivery).to_owned()).collect()
    }

    /// How far the newest message got, once it got there.
    async fn gets(&self, state: ReceiptState) {
        eventually("the receipt is there", async || {
            let last = self.thread().await.pop().unwrap();
            (last.receipt.map(|receipt| receipt.state) == Some(state)).then_some(())
        })
        .await;
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

fn words(delivery: &Delivery) -> &str {
    match &delivery.content {
        Content::Outbound(outbound) => {
            assert_eq!((outbound.channel, &outbound.address), (Channel::Whatsapp, &john()));
            &outbound.text
        }
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

fn said(answer: &InboundAnswer) -> Vec<&str> {
    answer.replies.iter().map(|reply| reply.text.as_str()).collect()
}

fn kind<T: std::fmt::Debug>(outcome: Result<T, Error>) -> ErrorKind {
    outcome.unwrap_err().kind()
}

fn after(duration: Duration) -> Timestamp {
    NOW.plus(duration)
}
