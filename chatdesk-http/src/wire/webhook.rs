//! What happened, as a host's systems are told.

use chatdesk_api::{
    CheckEvent, MessageEvent, OutboundEvent, SessionEvent, TicketEvent, UnreadEvent, UnreadMessage,
    WaitingUser, WebhookData, WebhookEvent,
};
use chatdesk_core::{Content, Delivery, EventKind, Happened, Outbound, SessionView, Side, Unread};

use super::{Reader, channel, conversation::phone_number, time, toggle_event};

/// What a webhook posts of a delivery, in the shapes of the desk's stream; `None` where nothing is left to say.
///
/// `data` holds the records as they are now: `{session}`, `{message, session}`, `{channel,
/// address, phone_number, text, message, session}`, `{ticket}`, or `{user_id, chat_enabled,
/// updated_at}`.
#[must_use]
pub fn webhook_event(delivery: &Delivery) -> Option<WebhookEvent> {
    let (at, data) = match &delivery.content {
        Content::Unread(unread) => (delivery.at, WebhookData::SessionUnread(unread_event(unread))),
        Content::Event(happened) => (happened.at, told(happened)?),
        Content::Outbound(outbound) => (outbound.message.at, outbound_event(outbound)),
        Content::Test(_) => (delivery.at, WebhookData::Check(CheckEvent {})),
        _ => return None,
    };
    Some(WebhookEvent { timestamp: time(at), data })
}

fn outbound_event(outbound: &Outbound) -> WebhookData {
    let Outbound { address, text, message, session, .. } = outbound;
    WebhookData::MessageOutbound(Box::new(OutboundEvent {
        channel: channel(session.session.channel),
        address: address.to_string(),
        phone_number: phone_number(address),
        text: text.clone(),
        message: READER.message(message, session),
        session: READER.session(session),
    }))
}

/// As somebody of the desk who wrote nothing.
const READER: Reader = Reader { side: Side::Desk, sender: None };

fn told(happened: &Happened) -> Option<WebhookData> {
    let reader = READER;
    let view = happened.session.as_ref();
    let session = |view: &SessionView| SessionEvent { session: reader.session(view) };
    let ticket = |view: &SessionView| Some(TicketEvent { ticket: reader.ticket(view)? });
    Some(match happened.kind {
        EventKind::SessionOpened => WebhookData::SessionOpened(session(view?)),
        EventKind::SessionAssigned => WebhookData::SessionAssigned(session(view?)),
        EventKind::SessionChanged => WebhookData::SessionChanged(session(view?)),
        EventKind::SessionEnded => WebhookData::SessionEnded(session(view?)),
        EventKind::MessageSent { .. } => {
            let (message, session) = (happened.message.as_ref()?, view?);
            let (message, session) = (reader.message(message, session), reader.session(session));
            WebhookData::MessageCreated(MessageEvent { message, session })
        }
        EventKind::TicketMade { .. } => WebhookData::TicketCreated(ticket(view?)?),
        EventKind::TicketChanged { .. } => WebhookData::TicketChanged(ticket(view?)?),
        EventKind::ChatSwitched { .. } => {
            WebhookData::ToggleChanged(toggle_event(&happened.contact)?)
        }
        _ => return None,
    })
}

fn unread_event(unread: &Unread) -> UnreadEvent {
    let last_message = unread.preview.as_ref().map(|preview| UnreadMessage {
        preview: preview.text.clone(),
        timestamp: time(preview.at),
    });
    UnreadEvent {
        session_id: unread.session.to_string(),
        user: WaitingUser { id: unread.address.to_string(), name: unread.name.clone() },
        unread_count: unread.n_unread,
        last_message,
    }
}
