//! How what the desk says in a text channel gets to its customer: who carries it is asked right before, and what came of it
//! is written on the message.

mod hold;
mod receipt;

use std::time::Duration;

pub(crate) use self::{
    hold::{hold, release_failed},
    receipt::{Known, note, status},
};
use super::{ByText, ReplyWindow};
use crate::{
    Button, Channel, Contact, Content, Dialog, Form, Hint, Job, JobChange, JobKey, Lane, Message,
    Outbound, ReceiptState, SenderKind, Seq, Session, SessionView, Timestamp,
    rules::{
        dialog,
        task::{Hinted, Said, Task},
    },
};

/// For so long a message waits for the answer that its template asks for.
const ANSWERED_WITHIN: Duration = Duration::from_hours(7 * 24);

const SWITCHED_OFF: &str = "chat is switched off for this person";
const CLOSED: &str =
    "they have not written for 24 hours, and the channel takes no such message until they do";
const NOT_ANSWERED: &str =
    "they have not written for 24 hours, and did not answer the template within 7 days";

/// The delivery of a message that is being added. Those to one customer leave one after another.
pub(in crate::rules) fn wait(
    session: &Session,
    seq: Seq,
    carrier: &str,
    due: Timestamp,
) -> JobChange {
    let said = Said { session: session.id, seq };
    JobChange::Schedule(Job {
        key: key_of(said),
        lane: Some(Lane::new(format!("say:{}:{}", session.contact, session.channel.as_str()))),
        notifier: Some(carrier.to_owned()),
        due,
        task: Task::Say(said).text(),
        contact: Some(session.contact),
    })
}

fn key_of(Said { session, seq }: Said) -> JobKey {
    JobKey::new(format!("say:{session}:{}", seq.get()))
}

/// The delivery that tells somebody how a chat begins; a burst of what they write is answered once.
pub(super) fn hint(
    contact: &Contact,
    channel: Channel,
    carrier: &str,
    now: Timestamp,
) -> JobChange {
    let (id, word) = (contact.id, channel.as_str());
    JobChange::Schedule(Job {
        key: JobKey::new(format!("hint:{id}:{word}")),
        lane: Some(Lane::new(format!("say:{id}:{word}"))),
        notifier: Some(carrier.to_owned()),
        due: now,
        task: Task::Hint(Hinted { contact: id, channel }).text(),
        contact: Some(id),
    })
}

/// What becomes of a message that is to be carried, asked right before.
#[derive(Debug)]
pub(crate) enum Carry {
    /// It leaves.
    Now(Box<Content>),
    /// The channel takes a template alone: that leaves, and the message waits for their answer.
    Hold,
    /// It does not leave, and why, in words for the desk; none where it is gone, or was brought before.
    Never(Option<&'static str>),
}

/// What is carried.
pub(crate) fn content(
    view: Option<SessionView>,
    message: Option<Message>,
    (by_text, now): (&ByText, Timestamp),
) -> Carry {
    let (Some(view), Some(message)) = (view, message) else { return Carry::Never(None) };
    if message.receipt.as_ref().is_some_and(|known| known.state > ReceiptState::Failed) {
        return Carry::Never(None);
    }
    if !view.contact.switch.is_on() {
        return Carry::Never(Some(SWITCHED_OFF));
    }
    let dialog = view.session.dialog.as_ref();
    match by_text.window(view.session.channel, dialog, now) {
        ReplyWindow::Open => {}
        // What nobody wrote is not worth a template.
        ReplyWindow::Template if message.sender.kind == SenderKind::Admin => {
            let is_late = now >= message.at.plus(ANSWERED_WITHIN);
            return if is_late { Carry::Never(Some(NOT_ANSWERED)) } else { Carry::Hold };
        }
        ReplyWindow::Template | ReplyWindow::Closed => return Carry::Never(Some(CLOSED)),
    }
    Carry::Now(Box::new(outbound(view, message, Form::Text, by_text)))
}

/// What asks somebody to answer, for a message that still waits for it.
pub(crate) fn template(
    view: Option<SessionView>,
    message: Option<Message>,
    by_text: &ByText,
) -> Option<Content> {
    let (view, message) = view.zip(message)?;
    let held = view.session.dialog.as_ref().and_then(|dialog| dialog.held);
    let is_wanted = held == Some(message.seq) && view.contact.switch.is_on();
    is_wanted.then(|| outbound(view, message, Form::Template, by_text))
}

fn outbound(view: SessionView, message: Message, form: Form, by_text: &ByText) -> Content {
    let is_agents = message.sender.kind == SenderKind::Admin;
    let prefix = if is_agents { by_text.support.agent_prefix.as_str() } else { "" };
    Content::Outbound(Box::new(Outbound {
        channel: view.session.channel,
        address: view.contact.address.clone(),
        form,
        text: format!("{prefix}{}", message.content),
        buttons: buttons(view.session.dialog.as_ref(), &message),
        message,
        session: view,
    }))
}

/// Under what the bot says while a chat goes on stands how it ends.
fn buttons(dialog: Option<&Dialog>, message: &Message) -> Vec<Button> {
    let is_active = dialog.is_some_and(|dialog| dialog.chat.is_some());
    let is_bots = message.sender.kind == SenderKind::Bot;
    if is_active && is_bots { vec![Button::EndChat] } else { Vec::new() }
}

/// How a chat begins, for somebody who still is in none.
pub(crate) fn hint_content(
    contact: Option<&Contact>,
    open: &[SessionView],
    channel: Channel,
    by_text: &ByText,
) -> Option<Content> {
    let contact = contact.filter(|contact| contact.switch.is_on())?;
    let is_active = |view: &SessionView| {
        view.session.dialog.as_ref().is_some_and(|dialog| dialog.chat.is_some())
    };
    if open.iter().any(is_active) {
        return None;
    }
    let name = contact.profile.name.as_deref();
    let text = dialog::said(&by_text.support.hint, name, &[])?.text;
    Some(Content::Hint(Hint { channel, address: contact.address.clone(), text }))
}
