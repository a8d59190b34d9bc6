#![doc = include_str!("../README.md")]

mod admin;
mod chat;
mod export;
mod message;
mod note;
mod problem;
mod push;
mod server;
mod session;
mod stream;
mod time;
mod visitor;

pub use admin::{
    AdminSessions, AdminUser, AdminUsers, AmendSession, Amended, Toggle, ToggleChange,
    ToggleHistory, ToggleRequest,
};
pub use chat::{
    MessagesAnswer, OpenSession, ReadAnswer, ReadCursors, ReadRequest, SendMessage, SessionsAnswer,
    Status,
};
pub use export::ExportLine;
pub use message::{Delivery, DeliveryState, Message, MessageKind, Sender, SenderType};
pub use note::{MessagesPage, Note, NotesAnswer, WriteNote};
pub use problem::{FieldError, Problem, ProblemCode};
pub use push::{ForgetPushToken, PushPlatform, PushTokenKind, PushTokenRequest};
pub use server::{ConsoleCode, ConsoleToken, Health};
pub use session::{Channel, LastMessage, Person, Session, SessionKind, SessionStatus, User};
pub use stream::{
    ErasedEvent, EventsAnswer, HelloEvent, MessageEvent, NoteEvent, PingEvent, PolledEvent,
    PresenceEvent, PresenceRequest, ReadEvent, ResetEvent, ResetReason, SessionEvent, StreamEvent,
    ToggleEvent, Transport, TypingEvent,
};
pub use time::Time;
pub use visitor::{IdentifyRequest, VisitorSession, VisitorSessionRequest};
