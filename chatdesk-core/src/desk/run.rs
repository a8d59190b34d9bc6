use std::{error::Error, time::Duration};

use tracing::{info, warn};

use super::Desk;
use crate::{Purge, Purged};

/// Other processes may write to the same store: the log is looked at this often at least.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const SWEEP_EVERY: Duration = Duration::from_mins(1);
/// How long a stream can resume.
const STREAM_EVENTS_FOR: Duration = Duration::from_hours(7 * 24);
const SWEEP_STEP: u32 = 500;

impl Desk {
    /// Moves streams, sweeps what has run out and tells notifiers, until `shutdown` completes; then every stream ends.
    ///
    /// The one future that a host runs beside its server. Dropping it stops it at any point without loss.
    pub async fn run(&self, shutdown: impl Future<Output = ()> + Send) {
        let running = self.inner.live.start();
        tokio::select! {
            () = shutdown => info!("the desk stops"),
            () = self.follow_log() => {}
            () = self.sweep() => {}
            () = self.follow_revocations() => {}
            () = self.follow_pauses() => {}
            () = self.follow_events() => {}
            () = self.work() => {}
            () = self.end_leases() => {}
        }
        drop(running);
    }

    /// Reads the log into the ring as it grows, and wakes whom it concerns.
    async fn follow_log(&self) {
        let clock = &self.inner.clock;
        loop {
            // Asked for before the log is read, so that a commit in between is not slept over.
            let committed = self.inner.live.next_commit();
            if let Err(error) = self.inner.live.advance(self.store()).await {
                let error = &error as &(dyn Error + 'static);
                warn!(error, "the log cannot be read; streams wait");
            }
            tokio::select! {
                () = committed => {}
                () = clock.sleep_until(clock.now().plus(LOOK_EVERY)) => {}
            }
        }
    }

    /// Notices who of the desk no longer says that they are there.
    async fn end_leases(&self) {
        let (live, clock) = (&self.inner.live, &self.inner.clock);
        loop {
            let attended = live.next_attended();
            match live.end_leases(clock.now()) {
                Some(at) => tokio::select! {
                    () = attended => {}
                    () = clock.sleep_until(at) => {}
                },
                None => attended.await,
            }
        }
    }

    async fn sweep(&self) {
        let clock = &self.inner.clock;
        loop {
            let now = clock.now();
            if let Some(keep) = self.policy().retention
                && let Err(error) = self.retain(keep).await
            {
                let error = &error as &(dyn Error + 'static);
                warn!(error, "what is too old could not be removed; it is tried again");
            }
            let stale = Purge::StreamEvents { before: now.minus(STREAM_EVENTS_FOR) };
            for what in [Purge::Deleted, stale, Purge::Keys { until: now }] {
                if let Err(error) = self.purge(&what).await {
                    let error = &error as &(dyn Error + 'static);
                    warn!(error, "a sweep failed; it is tried again");
                }
            }
            tokio::select! {
                () = self.inner.live.sweep_wanted() => {}
                () = clock.sleep_until(now.plus(SWEEP_EVERY)) => {}
            }
        }
    }

    async fn purge(&self, what: &Purge) -> Result<(), crate::StoreError> {
        // Small steps, so that writers get their turn in between.
        while self.store().purge(what, SWEEP_STEP).await? == Purged::More {}
        Ok(())
    }
}
