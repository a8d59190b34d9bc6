//! How far a message got, as the attempt and the provider say.

use super::{
    ANSWERED_WITHIN, ByText, ReplyWindow,
    hold::{ask, wait_until_asked},
};
use crate::{
    Audience, Batch, CarriedStatus, Claim, EventActor, EventKind, Keep, Message, MessageReceipt,
    NewEvent, Outcome, Receipt, ReceiptState, Record, RecordId, SenderKind, Session, SessionView,
    Timestamp, UniqueKey,
    rules::{Decision, open::REPEATS_KNOWN_FOR, outbox::Settled},
};

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
    (facts, is_new): (Option<&(SessionView, Message)>, bool),
    settled: &Settled,
    (outcome, why_not): (Option<&Outcome>, Option<&str>),
    batch: &mut Batch,
) {
    let Some((view, message)) = facts else { return };
    let Some(receipt) = receipt(settled, outcome, why_not) else { return };
    if message.receipt.as_ref().is_some_and(|known| known.state >= receipt.state) {
        return;
    }
    // Two things that are called alike cannot be told apart: the first keeps the name.
    if let Some(provider_id) = receipt.provider_id.as_ref().filter(|_| is_new) {
        batch.claim.push(Claim {
            key: UniqueKey::carried(view.session.channel, provider_id),
            owner: RecordId::Session(view.session.id),
            until: Some(batch.now.plus(REPEATS_KNOWN_FOR)),
        });
    }
    put(view.session.clone(), message, receipt, batch);
}

/// Writes a receipt, and lets the desk know. The version of a session grows with every change of anything in it.
pub(super) fn put(session: Session, message: &Message, receipt: Receipt, batch: &mut Batch) {
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
    batch.put.push(Record::Session(session));
}

/// Whether a provider's word was about something of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It was.
    Yes,
    /// Nothing was sent under such a name, or not yet.
    No,
}

/// Takes a provider's word on how far a message got. They come in any order, and again: none leads back, and only what was
/// not delivered can fail.
pub(crate) fn status(
    facts: Option<&(SessionView, Message)>,
    status: &CarriedStatus,
    by_text: &ByText,
    now: Timestamp,
) -> Decision<Known> {
    let Some((view, message)) = facts else { return Decision::nothing(Known::No) };
    let Some(known) = &message.receipt else { return Decision::nothing(Known::No) };
    if known.provider_id.as_deref() != Some(&status.provider_id) {
        // It was sent again since.
        return Decision::nothing(Known::Yes);
    }
    let mut batch = Batch::at(now);
    if status.state != ReceiptState::Failed {
        if status.state <= known.state {
            return Decision::nothing(Known::Yes);
        }
        let receipt = Receipt { state: status.state, error: None, ..known.clone() };
        put(view.session.clone(), message, receipt, &mut batch);
        return Decision::write(batch, Known::Yes);
    }
    if matches!(known.state, ReceiptState::Failed | ReceiptState::Delivered | ReceiptState::Read) {
        return Decision::nothing(Known::Yes);
    }
    let channel = view.session.channel;
    let may_ask = status.needs_template
        && message.sender.kind == SenderKind::Admin
        && now < message.at.plus(ANSWERED_WITHIN)
        && by_text.window(channel, None, now) == ReplyWindow::Template;
    if let Some(carrier) = by_text.carrier(channel).filter(|_| may_ask) {
        batch.jobs.push(wait_until_asked((view, message), carrier));
        ask((view, message), Some(carrier), &mut batch);
    } else {
        let why = status.error.clone();
        let error = Some(why.unwrap_or_else(|| "the provider says no more".to_owned()));
        let receipt = Receipt { state: ReceiptState::Failed, error, ..known.clone() };
        put(view.session.clone(), message, receipt, &mut batch);
    }
    Decision::write(batch, Known::Yes)
}
