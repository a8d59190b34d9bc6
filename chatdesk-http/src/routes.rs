//! One file per resource of the contract.

pub(crate) mod admin;
pub(crate) mod binding;
pub(crate) mod canned;
pub(crate) mod channel;
pub(crate) mod chat;
pub(crate) mod conversation;
pub(crate) mod events;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod note;
pub(crate) mod outbox;
pub(crate) mod panel;
pub(crate) mod person;
pub(crate) mod presence;
pub(crate) mod profile;
pub(crate) mod push;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod socket;
pub(crate) mod ticket;
pub(crate) mod visitor;
pub(crate) mod way_out;
pub(crate) mod webhook;
