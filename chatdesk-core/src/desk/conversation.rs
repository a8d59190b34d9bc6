//! Conversations on text channels: what a host's bot hands in, and what the desk begins, says and ends.

mod commands;

use std::time::Duration;

use self::commands::{Deed, Hearing, Moving, Speaking, newest_of};
use super::Desk;
use crate::{
    Actor, Address, At, Channel, ClientId, Dialog, Error, Given, Id, InboundAnswer, List, Message,
    MovedAddress, ReceiptState, Scope, Seq, SessionId, SessionView, Signal, Switch, Thread,
    Timestamp, Window,
    rules::{
        access,
        conversation::{
            NewIds,
            hear::{From, Inbound},
        },
    },
};

/// The conversation with one person of a text channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Their newest session there, with its ticket.
    pub view: SessionView,
    /// Where the dialog stands now: a chat that was silent for too long, or that may not be, does not go on.
    pub dialog: Dialog,
}

/// What the desk said in a chat by text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// What was said; `None` where there was nothing to say.
    pub message: Option<Message>,
    /// When.
    pub at: Timestamp,
}

/// Conversations, the newest change first.
pub type Conversations = At<Vec<Conversation>>;

impl Desk {
    /// What a host's own bot was sent, and what it is to answer. Those of one person are decided in the order in which they
    /// come; the same message again is answered as the first time.
    ///
    /// # Errors
    /// `Forbidden` for anybody but a host's server, `Invalid` for unfit values, `Unavailable`.
    pub async fn inbound(
        &self,
        actor: &Actor,
        inbound: Given<Inbound>,
    ) -> Result<InboundAnswer, Error> {
        access::host(actor)?;
        let (ids, from) = (self.new_ids(), From::Bot(actor));
        self.change(&Hearing { desk: self, from, inbound, ids }).await
    }

    /// What somebody wrote, as the provider brought it. What the desk answers is carried like all that it says.
    pub(super) async fn hear(&self, inbound: Inbound) -> Result<(), Error> {
        let (ids, from) = (self.new_ids(), From::Provider);
        let inbound = Ok(inbound.of_provider());
        self.change(&Hearing { desk: self, from, inbound, ids }).await.map(|_| ())
    }

    /// Somebody of a text channel has another address, and is the same.
    pub(super) async fn move_address(&self, moved: &MovedAddress) -> Result<(), Error> {
        self.change(&Moving { moved }).await
    }

    /// Begins a chat with somebody of a text channel, or goes on with it, and says something there; without a message it
    /// greets. Somebody unknown becomes known.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for unfit values, `ChatDisabled` where they are switched off,
    /// `Unavailable`.
    pub async fn start_chat(
        &self,
        actor: &Actor,
        address: Given<Address>,
        client_id: Option<ClientId>,
        message: Given<Option<String>>,
    ) -> Result<Spoken, Error> {
        access::staff(actor)?;
        let (address, channel) = by_text(address?)?;
        let (desk, address, deed) = (self, &address, Deed::Start(channel, self.new_ids()));
        self.change(&Speaking { desk, actor, address, client_id, message, deed }).await
    }

    /// Says something in a chat by text that goes on.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound` for somebody who never chatted, `Invalid` for unfit text,
    /// `SessionEnded` where no chat goes on, `Unavailable`.
    pub async fn say(
        &self,
        actor: &Actor,
        address: Given<Address>,
        client_id: Option<ClientId>,
        message: Given<String>,
    ) -> Result<Spoken, Error> {
        access::staff(actor)?;
        let (address, _) = by_text(address?)?;
        let (desk, address, message) = (self, &address, message.map(Some));
        let deed = Deed::Say;
        self.change(&Speaking { desk, actor, address, client_id, message, deed }).await
    }

    /// Ends a chat by text, with a last word or that of the settings; comes to when it ended. The ticket stays.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound` for somebody who never chatted, `Invalid` for unfit text,
    /// `SessionEnded` where no chat ever began, `Unavailable`.
    pub async fn end_chat(
        &self,
        actor: &Actor,
        address: Given<Address>,
        client_id: Option<ClientId>,
        message: Given<Option<String>>,
    ) -> Result<Timestamp, Error> {
        access::staff(actor)?;
        let (address, _) = by_text(address?)?;
        let (desk, address, deed) = (self, &address, Deed::End);
        let speaking = Speaking { desk, actor, address, client_id, message, deed };
        Ok(self.change(&speaking).await?.at)
    }

    /// The conversations of the desk on all text channels, at most `limit`.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Invalid` for a limit that could not be read, `Unavailable`.
    pub async fn conversations(
        &self,
        actor: &Actor,
        limit: Given<u16>,
    ) -> Result<Conversations, Error> {
        access::staff(actor)?;
        let found = self.store().list(&List::Conversations { limit: limit? }).await?;
        let now = self.inner.clock.now();
        Ok(found.map(|page| {
            page.sessions.into_iter().map(|view| self.conversation(view, now)).collect()
        }))
    }

    /// The conversation with one person: a window of its newest session.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `NotFound` for somebody who never chatted, `Invalid` for what could not be
    /// read, `Unavailable`.
    pub async fn conversation_with(
        &self,
        actor: &Actor,
        address: Given<Address>,
        window: Given<Window>,
    ) -> Result<At<Thread>, Error> {
        access::staff(actor)?;
        let (address, _) = by_text(address?)?;
        let contact = self.store().load(&Scope::Address(address), &[]).await?.contact;
        let contact = contact.ok_or(Error::NotFound)?;
        let newest = newest_of(contact.id, self.store()).await?.ok_or(Error::NotFound)?;
        let found = self.store().thread(newest.session.id, &window?).await?;
        let thread = found.value.ok_or(Error::NotFound)?;
        Ok(At { position: found.position, value: thread })
    }

    fn conversation(&self, view: SessionView, now: Timestamp) -> Conversation {
        let mut dialog = self.inner.by_text.dialog(Some(&view), now);
        if view.contact.switch == Switch::Off {
            dialog.chat = None;
        }
        Conversation { view, dialog }
    }

    /// How far a message of the desk got on its way, waiting for a while for the first attempt; `None` where nobody
    /// carries it.
    ///
    /// # Errors
    /// `NotFound` where the session is gone, `Unavailable`.
    pub async fn carried(
        &self,
        actor: &Actor,
        (session, seq): (SessionId, Seq),
        patience: Duration,
    ) -> Result<Option<ReceiptState>, Error> {
        let deadline = self.inner.clock.now().plus(patience);
        let mut listener = self.listen(actor, None).await?;
        loop {
            let window = Window::After { seq: Seq::new(seq.get().saturating_sub(1)), limit: 1 };
            let thread =
                self.store().thread(session, &window).await?.value.ok_or(Error::NotFound)?;
            let message = thread.messages.into_iter().find(|message| message.seq == seq);
            let state = message.and_then(|message| message.receipt).map(|receipt| receipt.state);
            if state != Some(ReceiptState::Queued) {
                return Ok(state);
            }
            tokio::select! {
                signal = listener.next() => {
                    if matches!(signal?, Signal::Closed) {
                        return Ok(state);
                    }
                }
                () = self.inner.clock.sleep_until(deadline) => return Ok(state),
            }
        }
    }

    fn new_ids(&self) -> NewIds {
        let now = self.inner.clock.now();
        NewIds {
            contact: Id::generate(now),
            session: Id::generate(now),
            ticket: Id::generate(now),
            counter: Id::generate(now),
            heard: Id::generate(now),
            attachment: Id::generate(now),
        }
    }
}

/// An address of a text channel. Whom a host knows talks by the web, and is not found here.
fn by_text(address: Address) -> Result<(Address, Channel), Error> {
    let channel = address.channel().ok_or(Error::NotFound)?;
    Ok((address, channel))
}
