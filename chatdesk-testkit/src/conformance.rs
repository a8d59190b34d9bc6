//! What every store must do, as tests that a store's crate runs.
//!
//! Each case gets an empty store of its own. Names are sentences about the contract of
//! [`Store`]; a case that fails says which one is broken.

mod by_text;
mod changed;
mod contacts;
mod cursors;
mod erase;
mod jobs;
mod keys;
mod log;
mod messages;
mod narrowing;
mod outbox;
mod paging;
mod panel;
mod panel_lists;
mod purge;
mod races;
pub(crate) mod reopen;
mod search;
mod sessions;
mod text;
mod ticket_lists;
mod tickets;
mod time;
mod toggle;

use std::{
    fmt::{Debug, Display},
    path::{Path, PathBuf},
    pin::Pin,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use chatdesk_core::{Store, StoreError};
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::{runtime::Builder, time::timeout};

use crate::Folder;

/// Runs all cases against stores that `open` makes, each time a new and empty one.
///
/// It reads the arguments of the process as every test does: a filter, `--list`, `--exact`.
pub fn run<S, E, F>(name: &str, open: impl Fn() -> F + Send + Sync + 'static) -> ExitCode
where
    S: Store,
    E: Display,
    F: Future<Output = Result<S, E>> + Send + 'static,
{
    let open = Arc::new(open);
    conclude(trials(name, move |case| {
        let open = Arc::clone(&open);
        Box::new(move || in_time(async move { case(opened(open().await)).await }))
    }))
}

/// The same for stores that keep what they hold in a folder, and cases of what survives a close.
pub fn run_persistent<S, E, F>(
    name: &str,
    open: impl Fn(PathBuf) -> F + Send + Sync + 'static,
) -> ExitCode
where
    S: Store,
    E: Display,
    F: Future<Output = Result<S, E>> + Send + 'static,
{
    let open = Arc::new(open);
    let reopen = Arc::clone(&open);
    let mut trials = trials(name, move |case| {
        let open = Arc::clone(&open);
        Box::new(move || {
            let folder = Folder::new();
            let path = folder.path().to_owned();
            in_time(async move { case(opened(open(path).await)).await })
        })
    });
    for (case, run) in reopen::CASES {
        let open = Arc::clone(&reopen);
        trials.push(Trial::test(format!("{name}::reopen::{case}"), move || {
            let (folder, other) = (Folder::new(), Folder::new());
            let open: OpenIn = Arc::new(move |path: &Path| {
                let opening = open(path.to_owned());
                Box::pin(async move { opened(opening.await) })
            });
            let (path, other_path) = (folder.path().to_owned(), other.path().to_owned());
            let stage = Stage { open, path, other: other_path };
            in_time(async move { run(stage).await })
        }));
    }
    conclude(trials)
}

pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;
pub(crate) type Case = fn(Arc<dyn Store>) -> BoxFuture<()>;
type Outcome = Result<(), Failed>;
pub(crate) type Opening = Pin<Box<dyn Future<Output = Arc<dyn Store>> + Send>>;
pub(crate) type OpenIn = Arc<dyn Fn(&Path) -> Opening + Send + Sync>;

/// Where a case opens a store again and again.
pub(crate) struct Stage {
    pub(crate) open: OpenIn,
    pub(crate) path: PathBuf,
    pub(crate) other: PathBuf,
}

impl Stage {
    async fn open(&self) -> Arc<dyn Store> {
        (self.open)(&self.path).await
    }

    /// A store of its own, in another folder.
    async fn open_another(&self) -> Arc<dyn Store> {
        (self.open)(&self.other).await
    }
}

/// Lists cases of a module. One that is written and not listed is dead code, and the compiler says so.
macro_rules! cases {
    ($stage:ty: $($case:ident),+ $(,)?) => {
        pub(crate) const CASES: &[(&str, fn($stage) -> super::BoxFuture<()>)] =
            &[$((stringify!($case), |stage| Box::pin($case(stage)))),+];
    };
    ($($case:ident),+ $(,)?) => {
        cases![std::sync::Arc<dyn chatdesk_core::Store>: $($case),+];
    };
}
use cases;

/// What a batch that does not fit is answered.
#[track_caller]
fn assert_conflict<T: Debug>(answer: &Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
}

pub(crate) const GROUPS: &[(&str, &[(&str, Case)])] = &[
    ("by_text", by_text::CASES),
    ("changed", changed::CASES),
    ("contacts", contacts::CASES),
    ("cursors", cursors::CASES),
    ("erase", erase::CASES),
    ("jobs", jobs::CASES),
    ("keys", keys::CASES),
    ("log", log::CASES),
    ("messages", messages::CASES),
    ("narrowing", narrowing::CASES),
    ("outbox", outbox::CASES),
    ("paging", paging::CASES),
    ("panel", panel::CASES),
    ("panel_lists", panel_lists::CASES),
    ("purge", purge::CASES),
    ("races", races::CASES),
    ("search", search::CASES),
    ("sessions", sessions::CASES),
    ("text", text::CASES),
    ("ticket_lists", ticket_lists::CASES),
    ("tickets", tickets::CASES),
    ("time", time::CASES),
    ("toggle", toggle::CASES),
];

fn trials(name: &str, run: impl Fn(Case) -> Box<dyn FnOnce() -> Outcome + Send>) -> Vec<Trial> {
    let cases = GROUPS.iter().flat_map(|(group, cases)| {
        cases.iter().map(move |(case, body)| (format!("{name}::{group}::{case}"), *body))
    });
    cases.map(|(name, body)| Trial::test(name, run(body))).collect()
}

/// A store that cannot be opened fails the case.
fn opened<S: Store>(store: Result<S, impl Display>) -> Arc<dyn Store> {
    match store {
        Ok(store) => Arc::new(store),
        Err(error) => panic!("the store could not be opened: {error}"),
    }
}

/// Runs a case, and what it spawns on several threads; one that hangs has failed.
fn in_time(case: impl Future<Output = ()>) -> Outcome {
    let runtime = Builder::new_multi_thread().worker_threads(4).enable_time().build()?;
    let outcome = runtime.block_on(async { timeout(Duration::from_mins(1), case).await });
    outcome.map_err(|_| "the case did not end within a minute".into())
}

fn conclude(trials: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
