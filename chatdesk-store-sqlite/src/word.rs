//! Small enums as columns keep them.

use chatdesk_core::{
    Channel, ContactKind, Keep, MessageKind, Reader, SenderKind, SessionKind, SessionStatus,
    Switch, TicketStatus,
};

/// Something that a column keeps as one word.
pub(crate) trait Word: Sized {
    fn word(self) -> &'static str;
    fn parse(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($($type:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        impl Word for $type {
            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    )+};
}

words! {
    Channel { Web = "web", Whatsapp = "whatsapp", Telegram = "telegram" }
    ContactKind { User = "user", Visitor = "visitor", Desk = "desk" }
    Keep { Stream = "stream", Audit = "audit" }
    MessageKind { Text = "text", Attachment = "attachment", Event = "event" }
    Reader { Customer = "customer", Desk = "desk" }
    SenderKind { User = "user", Visitor = "visitor", Admin = "admin", Bot = "bot", System = "system" }
    SessionKind { Support = "support", Visitor = "visitor", Panel = "panel" }
    SessionStatus { Waiting = "waiting", Active = "active", Ended = "ended" }
    TicketStatus { Open = "open", InProgress = "in_progress", Resolved = "resolved", Closed = "closed" }
    Switch { On = "on", Off = "off" }
}
