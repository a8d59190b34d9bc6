//! A desk over a real store, a clock by hand, and the people around the desk.

mod ear;
mod person;
mod watched;

use std::{pin::pin, time::Duration};

use chatdesk_core::{
    Actor, Address, Clock as _, ContactKind, Customer, Desk, Position, Profile, Staff, StaffRole,
    Store, Timestamp,
};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_testkit::{Folder, ManualClock, eventually};
use futures_util::FutureExt as _;
use tokio::{sync::oneshot, task::JoinHandle};

pub(crate) use self::{
    ear::{Ear, tell},
    person::{Person, client_id, opened, text},
    watched::Watched,
};

/// Nothing that is promised takes longer.
pub(crate) const BOUND: Duration = Duration::from_secs(5);

/// One desk over a store of its own.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
    pub(crate) clock: ManualClock,
    pub(crate) store: Watched,
    worker: Option<JoinHandle<()>>,
}

impl Stage {
    /// A desk whose worker does not run: no streams.
    pub(crate) async fn new() -> Self {
        Self::over(SqliteStore::in_memory().await.unwrap())
    }

    /// A desk over a file in this folder whose worker is ready; each has a store and a clock of its own.
    pub(crate) async fn on_file(folder: &Folder) -> Self {
        let mut stage = Self::over(SqliteStore::open(folder.file("chat.db")).await.unwrap());
        stage.start().await;
        eventually("the worker runs", async || stage.desk.ready().await.ok()).await;
        stage
    }

    fn over(store: SqliteStore) -> Self {
        let store = Watched::new(store);
        let clock = ManualClock::default();
        let desk = Desk::builder(store.clone()).clock(clock.clone()).build();
        Self { desk, clock, store, worker: None }
    }

    /// A desk whose worker runs.
    pub(crate) async fn live() -> Self {
        let mut stage = Self::new().await;
        stage.start().await;
        stage
    }

    /// Starts the worker, and waits until it runs.
    pub(crate) async fn start(&mut self) {
        let desk = self.desk.clone();
        let (started, running) = oneshot::channel();
        self.worker = Some(tokio::spawn(async move {
            let mut run = pin!(desk.run(std::future::pending()));
            assert!(run.as_mut().now_or_never().is_none(), "the worker does not end by itself");
            started.send(()).unwrap();
            run.await;
        }));
        running.await.unwrap();
    }

    /// Stops the worker, as a host that is told to end.
    pub(crate) async fn stop(&mut self) {
        let worker = self.worker.take().unwrap();
        worker.abort();
        assert!(worker.await.unwrap_err().is_cancelled());
    }

    /// The desk of another process: the same store and clock, nothing else in common.
    pub(crate) fn other_process(&self) -> Self {
        let desk = Desk::builder(self.store.in_other_process()).clock(self.clock.clone()).build();
        Self { desk, clock: self.clock.clone(), store: self.store.clone(), worker: None }
    }

    /// Polls a command until it has asked for its commit, which must not come back.
    pub(crate) async fn polls_until_commit<T>(
        &self,
        command: &mut (impl Future<Output = T> + Unpin),
    ) {
        let before = self.store.n_commits();
        eventually("the command asks for its commit", async || {
            assert!((&mut *command).now_or_never().is_none());
            (self.store.n_commits() > before).then_some(())
        })
        .await;
    }

    pub(crate) async fn head(&self) -> Position {
        self.store.log(Position::ZERO, 0).await.unwrap().head
    }

    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn user(&self, id: &str) -> Person {
        self.user_named(id, &format!("User {id}"))
    }

    /// A user whose token says this name.
    pub(crate) fn user_named(&self, id: &str, name: &str) -> Person {
        user_named(&self.desk, id, name)
    }

    pub(crate) fn visitor(&self, number: u128) -> Person {
        let address = Address::of_visitor(uuid::Uuid::from_u128(number));
        let profile = Profile::default();
        self.person(Actor::Customer(Customer { kind: ContactKind::Visitor, address, profile }))
    }

    pub(crate) fn agent(&self, id: &str) -> Person {
        self.staff(StaffRole::Agent, id)
    }

    pub(crate) fn admin(&self) -> Person {
        self.staff(StaffRole::Admin, "1")
    }

    pub(crate) fn host(&self) -> Person {
        self.person(Actor::Host)
    }

    fn staff(&self, role: StaffRole, id: &str) -> Person {
        staff_of(&self.desk, role, id)
    }

    fn person(&self, actor: Actor) -> Person {
        Person { desk: self.desk.clone(), actor }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.abort();
        }
    }
}

/// Somebody with a login, at this desk.
pub(crate) fn user_of(desk: &Desk, id: &str) -> Person {
    user_named(desk, id, &format!("User {id}"))
}

/// An administrator of this desk.
pub(crate) fn admin_of(desk: &Desk) -> Person {
    staff_of(desk, StaffRole::Admin, "1")
}

fn user_named(desk: &Desk, id: &str, name: &str) -> Person {
    let profile = Profile { name: Some(name.to_owned()), email: None, phone: None };
    let address = Address::of_host(id).unwrap();
    let actor = Actor::Customer(Customer { kind: ContactKind::User, address, profile });
    Person { desk: desk.clone(), actor }
}

/// Somebody of this desk.
pub(crate) fn staff_of(desk: &Desk, role: StaffRole, id: &str) -> Person {
    let name = Some(format!("Staff {id}"));
    Person { desk: desk.clone(), actor: Actor::Staff(Staff { role, id: id.to_owned(), name }) }
}
