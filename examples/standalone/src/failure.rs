//! Why the program ends without having done what it was asked for.

use std::{error::Error, fmt, io, net::SocketAddr};

use chatdesk_http::SignError;
use chatdesk_store_sqlite::{BackupError, RestoreError};

use crate::{
    config::ConfigError, data::DataError, demo::DemoError, keys::KeysError, secret::SecretError,
    ways::WayError,
};

/// What went wrong; its text says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What is to be logged.
    #[error(
        "CHATDESK_LOG: {0:?} does not fit; expected error, warn, info, debug or trace, or such as \
         \"warn,chatdesk_http=debug\""
    )]
    Log(String),
    /// The data folder.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Its secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A key of the host's.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// A token.
    #[error("no token can be made")]
    Sign(#[from] SignError),
    /// The address is taken.
    #[error(
        "{0} is already in use; end the program that uses it, or choose another port, such as \
         --addr {ip}:0 for any free one",
        ip = Host(.0)
    )]
    InUse(SocketAddr),
    /// The address cannot be had for another reason.
    #[error("cannot listen on {addr}: {hint}")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What to do.
        hint: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A server does not serve, or there is none.
    #[error("no server at {0} is ready")]
    NotReady(SocketAddr, #[source] io::Error),
    /// Nobody goes by that name.
    #[error("there is no agent of that name; chatdesk-server agent list names all")]
    NoSuchAgent,
    /// The accounts.
    #[error("the agents' accounts cannot be read or changed")]
    Accounts(#[source] chatdesk_core::Error),
    /// The operating system gives no random bytes.
    #[error("the operating system gave no random bytes for a code or a link")]
    Random(#[source] getrandom::Error),
    /// The runtime or the signals.
    #[error("the operating system refused what a server needs")]
    System(#[source] io::Error),
    /// The answer cannot be printed.
    #[error("standard output cannot be written")]
    Print(#[source] io::Error),
    /// A backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A backup put back.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// A channel that cannot be.
    #[error(transparent)]
    Way(#[from] WayError),
    /// Channels that were tried.
    #[error("{0} of the channels cannot be reached as things are; see above")]
    Channels(usize),
    /// A simulation.
    #[error("{0}")]
    Simulation(String),
    /// Filling a folder.
    #[error(transparent)]
    Demo(#[from] DemoError),
}

impl Failure {
    /// Why an address cannot be listened on.
    pub(crate) fn listen(addr: SocketAddr, source: io::Error) -> Self {
        let hint = match source.kind() {
            io::ErrorKind::AddrInUse => return Self::InUse(addr),
            io::ErrorKind::AddrNotAvailable => "this machine has no such address; see --addr",
            io::ErrorKind::PermissionDenied => {
                "ports below 1024 belong to the administrator; choose a higher one with --addr"
            }
            _ => "choose another address with --addr",
        };
        Self::Listen { addr, hint, source }
    }

    /// The whole story, cause by cause, one line each.
    pub(crate) fn story(&self) -> String {
        let mut story = format!("error: {self}");
        let mut cause = self.source();
        while let Some(error) = cause {
            story.push_str(&format!("\n  because: {error}"));
            cause = error.source();
        }
        story
    }
}

/// The address without its port, as a flag takes it.
struct Host<'a>(&'a SocketAddr);

impl fmt::Display for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            SocketAddr::V4(addr) => addr.ip().fmt(f),
            SocketAddr::V6(addr) => write!(f, "[{}]", addr.ip()),
        }
    }
}
