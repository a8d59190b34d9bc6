//! Conversations on text channels, as the desk and a host's bot see them.

use chatdesk_api::{
    Conversation, ConversationMessage, ConversationSender, Delivery, DeliveryState, DialogState,
    InboundAnswer, InboundButton, InboundReply,
};
use chatdesk_core as core;

use super::time;

pub(crate) const fn dialog_state(state: core::DialogState) -> DialogState {
    match state {
        core::DialogState::Idle => DialogState::Idle,
        core::DialogState::Registered => DialogState::Registered,
        core::DialogState::ChatSupportActive => DialogState::ChatSupportActive,
    }
}

pub(crate) fn delivery(receipt: &core::Receipt) -> Delivery {
    Delivery {
        state: match receipt.state {
            core::ReceiptState::Queued => DeliveryState::Queued,
            core::ReceiptState::Failed => DeliveryState::Failed,
            core::ReceiptState::Sent => DeliveryState::Sent,
            core::ReceiptState::Delivered => DeliveryState::Delivered,
            core::ReceiptState::Read => DeliveryState::Read,
        },
        error: receipt.error.clone(),
    }
}

/// What a host's bot is to do.
pub(crate) fn answer(answer: core::InboundAnswer) -> InboundAnswer {
    InboundAnswer {
        handled: answer.handled,
        state: dialog_state(answer.state),
        replies: answer.replies.into_iter().map(reply).collect(),
    }
}

fn reply(reply: core::Reply) -> InboundReply {
    let button = |button: core::Button| InboundButton {
        id: button.id().to_owned(),
        title: button.title().to_owned(),
    };
    InboundReply { text: reply.text, buttons: reply.buttons.into_iter().map(button).collect() }
}

/// How paths name somebody of a text channel: by the phone number where there is one.
pub(crate) fn phone_number(address: &core::Address) -> String {
    address.id_in(core::Channel::Whatsapp).unwrap_or(address.as_str()).to_owned()
}

/// A row of the desk's conversations.
pub(crate) fn conversation(row: &core::Conversation) -> Conversation {
    let core::Conversation { view, dialog } = row;
    let is_active = dialog.chat.is_some();
    let last = view.session.preview.as_ref();
    Conversation {
        phone_number: phone_number(&view.contact.address),
        name: view.contact.profile.name.clone(),
        state: dialog_state(dialog.state()),
        is_chat_support: is_active,
        chat_support_active: is_active,
        chat_start_time: dialog.began_at.filter(|_| is_active).map(time),
        last_message: last.map(|last| last.text.clone()),
        last_message_time: last.map(|last| time(last.at)),
        unread_count: view.unread(core::Side::Desk),
        session_id: Some(view.session.id.to_string()),
        address: view.contact.address.to_string(),
        ticket_id: view.ticket.as_ref().map(|ticket| ticket.number.get()),
        chat_enabled: view.contact.switch.is_on(),
    }
}

/// One message of a conversation.
pub(crate) fn message(message: &core::Message) -> ConversationMessage {
    ConversationMessage {
        id: message.seq.get(),
        text: message.content.clone(),
        timestamp: time(message.at),
        sender: match message.sender.kind {
            core::SenderKind::User | core::SenderKind::Visitor => ConversationSender::User,
            core::SenderKind::Admin => ConversationSender::Admin,
            core::SenderKind::Bot => ConversationSender::Bot,
            core::SenderKind::System => ConversationSender::System,
        },
        delivery: message.receipt.as_ref().map(delivery),
    }
}
