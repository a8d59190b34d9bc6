#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    reason = "a failed step of a test is a failed test, and says so on standard error"
)]

mod actor;
mod answer;
mod api;
mod between;
mod deadline;
mod folder;
mod key;
mod launch;
mod neighbour;
mod openapi;
mod random;
mod server;
mod socket;
mod stream;
mod tell;
mod token;
mod wire;

pub use actor::{Actor, Admin, Agent, Anonymous, Caller, User, Visitor};
pub use answer::Answer;
pub use api::{Api, Request};
pub use between::{Between, Treatment};
pub use deadline::{BOUND, Deadline, eventually, eventually_within, unix_now};
pub use folder::TempFolder;
pub use key::HostKey;
pub use launch::{Finished, Launch, server_binary};
pub use neighbour::Neighbour;
pub use openapi::Document;
pub use random::Random;
pub use server::Server;
pub use socket::{Frame, Handshake, Reply, Socket};
pub use stream::{Event, EventStream, Resume};
pub use tell::{asked_number, tell};
pub use token::{JWT_SECRET, Jwt, SignedHeaders, ticket_token, visitor_token};
pub use wire::RawConnection;
