#![doc = include_str!("../README.md")]

mod account;
mod actor;
mod contact;
mod desk;
mod dialog;
mod entry;
mod error;
mod event;
mod id;
mod job;
mod key;
mod live;
mod media;
mod message;
mod notifier;
mod panel;
mod phone;
mod random;
mod receiver;
mod rules;
mod session;
mod settings;
mod store;
mod ticket;
mod time;

pub use account::*;
pub use actor::{Actor, Customer, Staff, StaffRole};
pub use contact::{Contact, ContactId, ContactKind, Profile, Switch, Switched};
pub use desk::{
    AddAccount, AddedAccount, Amend, Amendment, BeginPanel, BegunPanel, BindingLink, Conversation,
    Conversations, Deliveries, Desk, DeskBuilder, Entered, Export, Exported, Found, Inbound,
    InboundAnswer, InboundContent, Inbox, InboxRow, Listed, MadeReply, MadeTicket, MakeTicket,
    MembersChange, NotReady, Noted, OpenChat, OpenTicket, OpenedChat, PanelList, Panels, Paused,
    People, Present, ProfileChange, PushToken, Queued, ResolvedTicket, Seen, Sent, Shown, Spoken,
    Status, Threaded, TicketAmendment, TicketCounts, Tickets, ToggleChat, WayOut, Wish,
};
pub use dialog::*;
pub use entry::*;
pub use error::{Error, ErrorKind, Given, Invalid};
pub use event::{Audience, Event, EventActor, EventKind, Keep, NewEvent, Position, Version};
pub use id::{Entity, Id, ParseIdError};
pub use job::*;
pub use key::{Address, ClientId, ParseAddressError, ParseClientIdError, RecordId, UniqueKey};
pub use live::*;
pub use media::{Media, MediaKind};
pub use message::*;
pub use notifier::*;
pub use panel::*;
pub use phone::{ParsePhoneNumberError, PhoneNumber};
pub use receiver::*;
pub use rules::{Escalation, MessageText, Opening, Policy, QuietHours};
pub use session::*;
pub use settings::*;
pub use store::*;
pub use ticket::*;
pub use time::{Clock, ParseTimestampError, SystemClock, Timestamp};
