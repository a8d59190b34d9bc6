use std::sync::atomic::{AtomicU64, Ordering};

use chatdesk_core::{
    Actor, Address, ClientId, Contact, Desk, Error, OpenChat, OpenedChat, Sent, Seq, SessionId,
    SessionView, Switch, ToggleChat, Window, Wish,
};

use super::Ear;

/// Somebody who asks a desk for something.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) desk: Desk,
    pub(crate) actor: Actor,
}

pub(crate) fn client_id(text: &str) -> ClientId {
    text.parse().unwrap()
}

/// Nothing but a first message.
pub(crate) fn text(message: &str) -> OpenChat {
    OpenChat { message: Some(message.to_owned()), ..OpenChat::default() }
}

/// Whether a session was made, and which it came to.
pub(crate) fn opened(opened: &OpenedChat) -> (&'static str, SessionId) {
    match opened {
        OpenedChat::Made(view) => ("made", view.value.session.id),
        OpenedChat::Found(view) => ("found", view.value.session.id),
    }
}

fn unused_client_id() -> ClientId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    client_id(&format!("auto-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

impl Person {
    pub(crate) async fn opens(
        &self,
        id: Option<&str>,
        chat: OpenChat,
    ) -> Result<OpenedChat, Error> {
        self.desk.open(&self.actor, id.map(client_id), Ok(chat)).await
    }

    /// The newest open session, or a new one.
    pub(crate) async fn chat(&self) -> SessionId {
        opened(&self.opens(None, OpenChat::default()).await.unwrap()).1
    }

    /// A new session, whatever there is.
    pub(crate) async fn another_chat(&self) -> SessionId {
        let chat = OpenChat { wish: Wish::Another, ..OpenChat::default() };
        opened(&self.opens(None, chat).await.unwrap()).1
    }

    /// The newest open session, or a new one, with one more message.
    pub(crate) async fn writes_first(&self, message: &str) -> SessionId {
        let id = unused_client_id();
        opened(&self.opens(Some(id.as_str()), text(message)).await.unwrap()).1
    }

    pub(crate) async fn sends(
        &self,
        session: SessionId,
        id: &str,
        content: &str,
    ) -> Result<Sent, Error> {
        self.desk.send(&self.actor, session, Some(client_id(id)), Ok(content.to_owned())).await
    }

    /// Sends what must be accepted as new.
    #[track_caller]
    pub(crate) fn says(&self, session: SessionId, content: &str) -> impl Future<Output = Seq> {
        let id = unused_client_id();
        let caller = std::panic::Location::caller();
        async move {
            match self.sends(session, id.as_str(), content).await {
                Ok(Sent::New(message, _)) => message.seq,
                other => panic!("{caller}: {content:?} was not accepted: {other:?}"),
            }
        }
    }

    pub(crate) async fn reads(&self, session: SessionId, up_to: i64) -> u64 {
        self.desk.read(&self.actor, session, Ok(up_to)).await.unwrap()
    }

    pub(crate) async fn ends(&self, session: SessionId) -> SessionView {
        self.desk.end(&self.actor, session).await.unwrap().value
    }

    pub(crate) async fn switches(&self, whom: &Self, switch: Switch) -> Contact {
        self.tries_to_switch(&whom.address(), switch).await.unwrap()
    }

    pub(crate) async fn tries_to_switch(
        &self,
        address: &Address,
        switch: Switch,
    ) -> Result<Contact, Error> {
        let toggle = ToggleChat { address: address.clone(), switch, reason: None };
        self.desk.switch_chat(&self.actor, Ok(toggle)).await
    }

    pub(crate) async fn view(&self, session: SessionId) -> SessionView {
        self.thread(session).await.0
    }

    /// The texts of a session, in order.
    pub(crate) async fn texts(&self, session: SessionId) -> Vec<String> {
        self.thread(session).await.1
    }

    async fn thread(&self, session: SessionId) -> (SessionView, Vec<String>) {
        let window = Window::Newest { limit: 200 };
        let thread = self.desk.thread(&self.actor, session, Ok(window)).await.unwrap().value.thread;
        assert!(!thread.has_more, "a test asks for all of a thread that is longer than a page");
        (thread.view, thread.messages.into_iter().map(|message| message.content).collect())
    }

    /// Begins a stream from now.
    pub(crate) async fn listens(&self) -> Ear {
        self.listens_after(None).await
    }

    pub(crate) async fn listens_after(&self, cursor: Option<&str>) -> Ear {
        Ear::new(self.desk.listen(&self.actor, cursor).await.unwrap())
    }

    pub(crate) fn address(&self) -> Address {
        match &self.actor {
            Actor::Customer(customer) => customer.address.clone(),
            Actor::Staff(_) | Actor::Host | Actor::Ticket(_) => {
                panic!("only customers have an address")
            }
        }
    }
}
