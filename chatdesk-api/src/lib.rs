#![doc = include_str!("../README.md")]

mod admin;
mod binding;
mod canned;
mod chat;
mod conversation;
mod export;
mod message;
mod note;
mod outbox;
mod panel;
mod problem;
mod profile;
mod push;
mod server;
mod session;
mod settings;
mod stream;
mod ticket;
mod time;
mod visitor;
mod webhook;

pub use admin::{
    AdminSessions, AdminUser, AdminUsers, AgentPresence, Agents, AmendSession, Amended,
    ListedSession, Match, Toggle, ToggleChange, ToggleHistory, ToggleRequest,
};
pub use binding::{TelegramLink, WhatsAppLink};
pub use canned::{CannedReplies, CannedReply, SaveCannedReply};
pub use chat::{
    MessagesAnswer, OpenSession, Queue, ReadAnswer, ReadCursors, ReadRequest, SendMessage,
    SessionsAnswer, Status,
};
pub use conversation::{
    ChatSupportEnded, ChatSupportSent, ChatSupportText, Conversation, ConversationMessage,
    ConversationMessages, ConversationSender, Conversations, DialogState, EndedConversation,
    Inbound, InboundAnswer, InboundButton, InboundKind, InboundReply, SendToConversation,
    SentToConversation,
};
pub use export::ExportLine;
pub use message::{Delivery, DeliveryState, Message, MessageKind, Sender, SenderType};
pub use note::*;
pub use outbox::*;
pub use panel::*;
pub use problem::{FieldError, Problem, ProblemCode};
pub use profile::*;
pub use push::*;
pub use server::*;
pub use session::{Channel, LastMessage, Person, Session, SessionKind, SessionStatus, User};
pub use settings::{ChatSettings, Day, Hours, OpenHours, SaveSettings, Settings};
pub use stream::*;
pub use ticket::{
    AmendTicket, AnsweredTicket, CloseTicket, ClosedTicket, MakeTicket, Notified, OpenTicket,
    OpenedTicket, Success, Ticket, TicketEvent, TicketMessage, TicketNotifications, TicketPriority,
    TicketStatus, TicketThread, Tickets, WriteToTicket, WrittenToTicket,
};
pub use time::Time;
pub use visitor::{IdentifyRequest, VisitorSession, VisitorSessionRequest};
pub use webhook::*;
