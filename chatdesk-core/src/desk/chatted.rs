//! What somebody wrote to a bot or in a group with one: a customer's message, an agent's answer, or a command of theirs.

use super::Desk;
use crate::{
    Actor, Address, Amend, Amendment, Chatted, ClientId, EntryContent, EntryId, Error, Inbound,
    InboundContent, Remark, Scope, Seq, SessionId, Side, Staff, Switch, ToggleChat, UniqueKey,
    rules::revoke::digest,
};

const ANSWER_WHERE: &str = "Answer to one of the alerts here, and the customer reads it.";
const NOT_BOUND: &str = "This link is used up or too old. Ask for a new one in the console.";
const TEXT_ALONE: &str = "Only text reaches the customer from here.";
const ENDED: &str = "This chat has ended. The customer was told nothing.";
/// As long are the secrets of links: whatever else stands behind `/start` is a customer's.
const SECRET_LEN: usize = 40;
const COMMANDS: &str = "Commands: /take, /end, /off";

impl Desk {
    /// Takes what somebody wrote; comes to what they are to be told at once, where they are of the desk.
    pub(super) async fn hear_chatted(&self, chatted: Chatted) -> Result<Option<Remark>, Error> {
        if let Some(secret) = secret_of(&chatted) {
            let who = (chatted.channel, chatted.by.as_str(), chatted.chat.as_str());
            let bound = self.bind(secret, who, chatted.name.as_deref()).await?;
            let welcome = |name: Option<String>| {
                let name = name.map_or_else(String::new, |name| format!(", {name}"));
                format!("Welcome{name}! {ANSWER_WHERE} {COMMANDS}")
            };
            let text = bound.map_or_else(|| NOT_BOUND.to_owned(), |agent| welcome(agent.name));
            return Ok(Some(remark(&chatted, text)));
        }
        let staff = self.bound(chatted.channel, &chatted.by).await?;
        let Some(bound) = staff else {
            if let Some(inbound) = inbound(chatted) {
                self.hear(inbound).await?;
            }
            // Whoever is not bound says nothing to anybody in a group.
            return Ok(None);
        };
        self.hear_staff(&bound, &chatted).await
    }

    /// Takes what somebody wrote to a number of the desk's: a customer, or somebody of the desk who was bound to it. A remark
    /// has no way there.
    pub(super) async fn hear_or_answer(&self, inbound: Inbound) -> Result<(), Error> {
        let Some(chatted) = chatted(&inbound) else { return self.hear(inbound).await };
        let is_ours = secret_of(&chatted).is_some()
            || self.bound(chatted.channel, &chatted.by).await?.is_some();
        if is_ours {
            return self.hear_chatted(chatted).await.map(drop);
        }
        self.hear(inbound).await
    }

    /// Takes what somebody of the desk wrote.
    async fn hear_staff(
        &self,
        bound: &(Staff, EntryId),
        chatted: &Chatted,
    ) -> Result<Option<Remark>, Error> {
        let Some(session) = self.session_talked_of(chatted).await? else {
            let is_for_us = chatted.is_private;
            return Ok(is_for_us.then(|| remark(chatted, ANSWER_WHERE.to_owned())));
        };
        match self.answer_from(bound, session, chatted).await {
            Ok(said) => Ok(said.map(|text| remark(chatted, text))),
            Err(Error::Unavailable(cause)) => Err(Error::Unavailable(cause)),
            Err(Error::Internal(cause)) => Err(Error::Internal(cause)),
            Err(Error::SessionEnded) => Ok(Some(remark(chatted, ENDED.to_owned()))),
            Err(refusal) => Ok(Some(remark(chatted, format!("Not done: {refusal}.")))),
        }
    }

    /// The chat that an alert, or a topic, is about.
    async fn session_talked_of(&self, chatted: &Chatted) -> Result<Option<SessionId>, Error> {
        let notifier = chatted.channel.as_str();
        let reply = chatted.reply_to.as_ref().map(|id| UniqueKey::alerted(notifier, id));
        let thread = chatted.thread.as_ref();
        let thread = thread.map(|thread| UniqueKey::thread(notifier, &chatted.chat, thread));
        let keys: Vec<_> = thread.into_iter().chain(reply).collect();
        let owners = self.store().load(&Scope::Keys, &keys).await?.owners;
        Ok(keys.iter().find_map(|key| owners.get(key)?.session()))
    }

    /// Does what somebody of the desk wrote about a chat; comes to what they are told.
    async fn answer_from(
        &self,
        (staff, binding): &(Staff, EntryId),
        session: SessionId,
        chatted: &Chatted,
    ) -> Result<Option<String>, Error> {
        let actor = Actor::Staff(staff.clone());
        let InboundContent::Text(text) = &chatted.content else {
            return Ok(Some(TEXT_ALONE.to_owned()));
        };
        let done = |text: &str| Ok(Some(text.to_owned()));
        match command_of(text) {
            Some("take") => {
                let agent = Amend::Set(staff.id.clone());
                let taken = Amendment { agent, ..Amendment::default() };
                self.amend(&actor, session, Ok(taken)).await?;
                done("The chat is yours.")
            }
            Some("end") => {
                self.end(&actor, session).await?;
                done("The chat has ended.")
            }
            Some("off") => {
                self.switch_off(&actor, session).await?;
                done("Chat is switched off for this customer.")
            }
            Some(_) => done(COMMANDS),
            None => {
                let id = client_id(chatted);
                self.send(&actor, session, id, Ok(text.clone())).await?;
                self.mark_answered(&actor, session, (chatted, *binding)).await?;
                Ok(None)
            }
        }
    }

    /// Who answers has read what they were told there, and no more.
    async fn mark_answered(
        &self,
        actor: &Actor,
        session: SessionId,
        (chatted, binding): (&Chatted, EntryId),
    ) -> Result<(), Error> {
        let channel = chatted.channel.as_str();
        let told = super::alert::told(session, self.store()).await?;
        let up_to = told.iter().filter_map(|entry| match &entry.content {
            EntryContent::Told { notifier, to, side: Side::Desk, up_to, .. } => {
                let is_theirs = to.is_none_or(|to| to == binding);
                let is_there = notifier.split('-').next() == Some(channel);
                (is_theirs && is_there).then_some(*up_to)
            }
            _ => None,
        });
        if let Some(up_to) = up_to.max().filter(|up_to| *up_to > Seq::ZERO) {
            let up_to = i64::try_from(up_to.get()).unwrap_or(i64::MAX);
            self.read(actor, session, Ok(up_to)).await?;
        }
        Ok(())
    }

    async fn switch_off(&self, actor: &Actor, session: SessionId) -> Result<(), Error> {
        let view = super::look::view_of(self.store(), session).await?.ok_or(Error::NotFound)?;
        let reason = Some("from Telegram".to_owned());
        let (address, switch) = (view.contact.address, Switch::Off);
        self.switch_chat(actor, Ok(ToggleChat { address, switch, reason })).await?;
        Ok(())
    }
}

fn remark(chatted: &Chatted, text: String) -> Remark {
    Remark { chat: chatted.chat.clone(), thread: chatted.thread.clone(), text }
}

/// What stands behind `/start` in a link that somebody followed: bound is who holds the secret.
fn secret_of(chatted: &Chatted) -> Option<&str> {
    match &chatted.content {
        InboundContent::Text(text) if chatted.is_private => {
            let secret = text.strip_prefix("/start ")?.trim();
            let is_ours =
                secret.len() == SECRET_LEN && secret.bytes().all(|b| b.is_ascii_hexdigit());
            is_ours.then_some(secret)
        }
        _ => None,
    }
}

/// The word behind the stroke, without the bot's name; `None` for what is no command.
fn command_of(text: &str) -> Option<&str> {
    let word = text.strip_prefix('/')?.split_whitespace().next().unwrap_or_default();
    Some(word.split('@').next().unwrap_or_default())
}

/// The same message again is stored once.
fn client_id(chatted: &Chatted) -> Option<ClientId> {
    let Chatted { channel, chat, message_id, .. } = chatted;
    digest(&format!("{}\n{chat}\n{message_id}", channel.as_str())).parse().ok()
}

/// What was written in a chat with nobody else, as if it were said where both sides are.
fn chatted(inbound: &Inbound) -> Option<Chatted> {
    let Inbound { channel, name, content, reply_to, message_id, written_at, .. } = inbound.clone();
    let chat = inbound.address.id_in(channel)?.to_owned();
    let (by, is_private, thread) = (chat.clone(), true, None);
    Some(Chatted {
        channel,
        by,
        name,
        chat,
        is_private,
        thread,
        reply_to,
        content,
        message_id,
        written_at,
    })
}

/// A customer's message; `None` in a group, and where the chat's id is none.
fn inbound(chatted: Chatted) -> Option<Inbound> {
    let Chatted { channel, chat, name, content, message_id, written_at, is_private, .. } = chatted;
    let reply_to = chatted.reply_to;
    let address = Address::of_channel(channel, &chat).ok().filter(|_| is_private)?;
    let aliases = Vec::new();
    let is_registered = None;
    Some(Inbound {
        channel,
        address,
        aliases,
        name,
        content,
        reply_to,
        message_id,
        is_registered,
        written_at,
    })
}
