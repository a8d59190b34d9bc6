//! How what the desk says in a text channel gets to its customer: who carries it is asked right before, and what came of it
//! is written on the message.

use super::ByText;
use crate::{
    Audience, Batch, Content, EventActor, EventKind, Form, Job, JobChange, JobKey, Keep, Lane,
    Message, MessageReceipt, NewEvent, Outbound, Outcome, Receipt, ReceiptState, Record, RecordId,
    SenderKind, Seq, Session, SessionView, Timestamp,
    rules::{
        outbox::Settled,
        task::{Said, Task},
    },
};

/// The delivery of a message that is being added. Those to one customer leave one after another.
pub(in crate::rules) fn wait(
    session: &Session,
    seq: Seq,
    carrier: &str,
    now: Timestamp,
) -> JobChange {
    let said = Said { session: session.id, seq };
    JobChange::Schedule(Job {
        key: JobKey::new(format!("say:{}:{}", session.id, seq.get())),
        lane: Some(Lane::new(format!("say:{}:{}", session.contact, session.channel.as_str()))),
        notifier: Some(carrier.to_owned()),
        due: now,
        task: Task::Say(said).text(),
        contact: Some(session.contact),
    })
}

/// What is carried, asked right before.
///
/// # Errors
/// Why it is not carried any more, in words for the desk; none where it is gone.
pub(crate) fn content(
    view: Option<SessionView>,
    message: Option<Message>,
    by_text: &ByText,
) -> Result<Content, Option<&'static str>> {
    let (Some(view), Some(message)) = (view, message) else { return Err(None) };
    if !view.contact.switch.is_on() {
        return Err(Some("chat is switched off for this person"));
    }
    let is_agents = message.sender.kind == SenderKind::Admin;
    let prefix = if is_agents { by_text.support.agent_prefix.as_str() } else { "" };
    Ok(Content::Outbound(Box::new(Outbound {
        channel: view.session.channel,
        address: view.contact.address.clone(),
        form: Form::Text,
        text: format!("{prefix}{}", message.content),
        buttons: Vec::new(),
        message,
        session: view,
    })))
}

/// What is known of a message once an attempt was settled; `None` where that is what was known.
fn receipt(settled: &Settled, outcome: Option<&Outcome>, why_not: Option<&str>) -> Option<Receipt> {
    let failed = |why: &str| Receipt {
        state: ReceiptState::Failed,
        provider_id: None,
        error: Some(why.to_owned()),
    };
    match (settled, outcome) {
        (Settled::Done, Some(Outcome::Sent { provider_id, .. })) => Some(Receipt {
            state: ReceiptState::Sent,
            provider_id: provider_id.clone(),
            error: None,
        }),
        (Settled::Done, _) => why_not.map(failed),
        (Settled::GivenUp(why), _) => Some(failed(why)),
        (Settled::Waits, _) => None,
    }
}

/// Writes on a message how far it got. What is known to have got further stays.
pub(crate) fn note(
    facts: Option<&(SessionView, Message)>,
    settled: &Settled,
    (outcome, why_not): (Option<&Outcome>, Option<&str>),
    batch: &mut Batch,
) {
    let Some((view, message)) = facts else { return };
    let Some(receipt) = receipt(settled, outcome, why_not) else { return };
    if message.receipt.as_ref().is_some_and(|known| known.state >= receipt.state) {
        return;
    }
    let session = &view.session;
    batch.receipts.push(MessageReceipt { session: session.id, seq: message.seq, receipt });
    batch.events.push(NewEvent {
        kind: EventKind::MessageCarried { seq: message.seq },
        subject: RecordId::Session(session.id),
        version: session.version.next(),
        actor: EventActor::System,
        at: batch.now,
        audience: Audience::Desk,
        keep: Keep::Stream,
    });
    // Its version grows with every change of anything in it.
    batch.put.push(Record::Session(session.clone()));
}
