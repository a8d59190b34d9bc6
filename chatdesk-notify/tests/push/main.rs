//! What those who are not looking are told on their devices, in Slack, in Teams and by e-mail, over real connections on
//! this machine.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step of a test is a failed test")]

mod email;
mod fcm;
mod golden;
mod mail;
mod provider;
mod slack;
mod teams;
mod told;
