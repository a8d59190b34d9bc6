//! Running the suite against a broken store, on one thread, in an order that is the same each time.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, atomic::AtomicU64},
    time::Duration,
};

use chatdesk_core::Store;
use tokio::{runtime::Builder, task, time::timeout};

use super::broken::{Broken, Fault};
use crate::{
    conformance::{GROUPS, OpenIn, Stage, reopen},
    memory::{MemoryStore, state::State},
};

pub(super) type Make = fn() -> Arc<dyn Fault>;

/// The names of all cases, `group::case`.
pub(super) fn cases() -> Vec<String> {
    let groups = GROUPS
        .iter()
        .flat_map(|(group, cases)| cases.iter().map(move |(case, _)| format!("{group}::{case}")));
    groups.chain(reopen::CASES.iter().map(|(case, _)| format!("reopen::{case}"))).collect()
}

/// The cases that stores with this fault fail.
pub(super) fn failing(make: Make) -> Vec<String> {
    let mut failing = Vec::new();
    for (group, cases) in GROUPS {
        for (case, run) in *cases {
            let store = Shelf::new(make).take(Path::new("one"));
            if !passes(|| run(store)) {
                failing.push(format!("{group}::{case}"));
            }
        }
    }
    for (case, run) in reopen::CASES {
        let shelf = Arc::new(Shelf::new(make));
        let open: OpenIn = Arc::new(move |path| {
            let (shelf, path) = (Arc::clone(&shelf), path.to_owned());
            Box::pin(async move {
                // Whoever closes a store finishes what is queued.
                for _ in 0..64 {
                    task::yield_now().await;
                }
                shelf.take(&path)
            })
        });
        let stage = Stage { open, path: "one".into(), other: "other".into() };
        if !passes(|| run(stage)) {
            failing.push(format!("reopen::{case}"));
        }
    }
    failing
}

/// Whether a case ends well. Time stands still until everybody waits for it, so no wait is long.
fn passes<C: Future<Output = ()>>(case: impl FnOnce() -> C) -> bool {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async { timeout(Duration::from_mins(1), case()).await })
    }));
    matches!(outcome, Ok(Ok(())))
}

/// Stores without files that are closed and opened again: what was in them is kept here.
struct Shelf {
    make: Make,
    kept: Mutex<HashMap<PathBuf, Kept>>,
}

/// What a closed store leaves: what it held, and its fault.
type Kept = (Arc<MemoryStore>, Arc<dyn Fault>);

impl Shelf {
    fn new(make: Make) -> Self {
        Self { make, kept: Mutex::default() }
    }

    /// Opens the store at a path; hooks stay with the one that was closed.
    fn take(&self, path: &Path) -> Arc<dyn Store> {
        let mut kept = self.kept.lock().unwrap();
        let state = if let Some((sound, fault)) = kept.get(path) {
            let mut state = sound.read(State::clone).unwrap();
            fault.reopened(&mut state);
            state
        } else {
            let mut state = State::new();
            (self.make)().made(&mut state);
            state
        };
        let (sound, fault) = (Arc::new(MemoryStore::holding(state)), (self.make)());
        kept.insert(path.to_owned(), (Arc::clone(&sound), Arc::clone(&fault)));
        Arc::new(Broken { sound, fault, n_calls: AtomicU64::new(0) })
    }
}
