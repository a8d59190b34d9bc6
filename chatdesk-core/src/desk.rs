//! The desk: every change and every answer goes through here.

mod account;
mod alert;
mod amend;
mod answer;
mod bind;
mod build;
mod canned;
mod carry;
mod change;
mod chatted;
mod command;
mod conversation;
mod deliveries;
mod entries;
mod export;
mod follow;
mod health;
mod identify;
mod lanes;
mod look;
mod note;
mod outbox;
mod panel;
mod pause;
mod profile;
mod push;
mod queue;
mod receive;
mod remove;
mod revoke;
mod room;
mod run;
mod settings;
mod settle;
mod ticket;
mod trial;

use std::{fmt, sync::Arc};

pub use self::{
    account::AddAccount,
    answer::{Found, Inbox, InboxRow, Listed, People, Status, Threaded},
    bind::BindingLink,
    build::DeskBuilder,
    canned::MadeReply,
    command::{OpenedChat, Sent, ToggleChat},
    conversation::{Conversation, Conversations, Spoken},
    deliveries::{Deliveries, Paused},
    export::{Export, Exported},
    health::NotReady,
    note::Noted,
    panel::{BegunPanel, PanelList, Panels},
    profile::Seen,
    queue::Queued,
    settings::{Present, Shown},
    ticket::{MadeTicket, ResolvedTicket, TicketCounts, Tickets},
    trial::WayOut,
};
pub use crate::rules::{
    account::{AddedAccount, Entered},
    amend::{Amend, Amendment},
    conversation::hear::{Inbound, InboundAnswer, InboundContent},
    open::{OpenChat, Wish},
    panel::{BeginPanel, MembersChange},
    profile::ProfileChange,
    push::PushToken,
    ticket::{
        amend::TicketAmendment,
        make::{MakeTicket, OpenTicket},
    },
};
use crate::{
    Clock, Notifier, Store,
    live::Live,
    rules::{Policy, alert::Alerts, conversation::ByText},
};

/// The one object that a host holds.
///
/// Cheap to clone. Everything it does is asked for by a call: it spawns nothing. Streams move only while
/// [`Desk::run`] is polled; those that begin before wait for it.
///
/// Beside the errors that each call names, every one may fail with `Internal`: the data is broken, or the code is.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    policy: Policy,
    by_text: ByText,
    alerts: Alerts,
    lanes: lanes::Lanes,
    live: Arc<Live>,
    health: health::Health,
    revocations: revoke::Revocations,
    pauses: pause::Pauses,
    notifiers: Vec<Arc<dyn Notifier>>,
    /// Told when a job is due before the worker would look for it.
    due: tokio::sync::Notify,
}

impl Desk {
    /// Begins to build a desk over a store, the one part that has no default.
    pub fn builder(store: impl Store) -> DeskBuilder {
        DeskBuilder::new(Arc::new(store))
    }

    /// What the operator chose.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.inner.policy
    }

    /// The clock that everything timed runs on.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// How many streams are open now, for a host's gauges.
    #[must_use]
    pub fn n_streams(&self) -> usize {
        self.inner.live.n_listeners()
    }

    /// Completes once no stream is open: whoever stops waits for this, at most as long as it likes.
    pub async fn streams_ended(&self) {
        self.inner.live.nobody_listens().await;
    }

    pub(crate) fn live_and_store(&self) -> (Arc<Live>, Arc<dyn Store>) {
        (Arc::clone(&self.inner.live), Arc::clone(&self.inner.store))
    }

    fn store(&self) -> &dyn Store {
        &*self.inner.store
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("store", &self.inner.store).finish_non_exhaustive()
    }
}
