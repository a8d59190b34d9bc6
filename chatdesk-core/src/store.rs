//! The port to the database.

mod batch;
mod query;

use std::{fmt::Debug, sync::Arc, time::Duration};

use async_trait::async_trait;

pub use self::{
    batch::{Batch, Claim, Expect, Record, Release},
    query::{
        At, Change, Changed, ContactView, List, Loaded, Log, Page, PageKey, ParsePageKeyError,
        Purge, Purged, Scope, Search, StatusFilter, Thread, Window,
    },
};
use crate::{Claimed, ContactId, Position, SessionId, Timestamp, UniqueKey};

/// Where everything is kept.
///
/// # Contract
/// * **Atomic.** A batch is written whole or not at all, and so is what readers see of it: each read is one snapshot and
///   says the log position up to which it contains everything.
/// * **Durable.** `commit` returns `Ok` only after the batch would survive a crash of process and machine.
/// * **Ordered.** Positions follow commit order, without gaps; no reader sees a later one before an earlier one.
/// * **Fresh.** After `commit` returned `Ok`, every read of this store, by whomever, contains it.
/// * **Detached.** Once `commit` was polled for the first time the batch's fate no longer depends on the caller: a
///   dropped future cancels nothing.
/// * **Told.** Every committed batch, also of a caller that is gone, is followed by a call of each hook of
///   [`Store::on_commit`].
/// * **Ignorant.** A store knows no rule and reads no clock: every instant is an argument.
///
/// Anybody may call anything at any time, from many tasks at once. Errors: see [`StoreError`].
#[async_trait]
pub trait Store: Debug + Send + Sync + 'static {
    /// Reads what a rule decides on: the records of `scope`, and the owners of `keys` that are claimed.
    ///
    /// What does not exist is absent from the answer. Keys whose `until` has passed are still reported.
    async fn load(&self, scope: &Scope, keys: &[UniqueKey]) -> Result<Loaded, StoreError>;

    /// One session with a window of its messages, ascending by `seq`; `None` when there is no such session.
    async fn thread(
        &self,
        session: SessionId,
        window: &Window,
    ) -> Result<At<Option<Thread>>, StoreError>;

    /// What changed for a customer after a position, ascending: how a customer's stream resumes.
    ///
    /// Contact, sessions, messages and cursors whose `changed` is later. Of several changes of one record the last is
    /// reported. At most `limit`; where there are more, [`Changed::more`] says so and the items are worthless.
    async fn changed(
        &self,
        contact: ContactId,
        after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError>;

    /// One page of a list, by key and never by offset: a row that does not move is on exactly one page.
    async fn list(&self, list: &List) -> Result<At<Page>, StoreError>;

    /// How many rows a list has over all its pages; `cap` when there are more.
    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError>;

    /// Sessions by words of their messages and of their customer's name, e-mail and address; newest change first.
    ///
    /// Each word is the beginning of a word in the text. May lag a second behind commits.
    async fn search(&self, search: &Search) -> Result<Page, StoreError>;

    /// The log after a position, ascending, at most `limit` events.
    async fn log(&self, after: Position, limit: u16) -> Result<Log, StoreError>;

    /// Writes a batch, all or nothing, and answers the log position of its last event (the head where it has none).
    ///
    /// `Conflict`, with nothing written, when: an expected or written version differs or the record is gone · a record
    /// to be made exists · a key to claim is owned by somebody and its `until` has not passed at [`Batch::now`] · a key
    /// to release is owned by another record than the one named (that nobody owns it is fine) · a message's
    /// `seq` is not the next of its session · a client id is used in (session, sender kind, sender id) · a lease token
    /// is not current. Within a batch: keys are released before others are claimed. All records, messages and cursors
    /// of a batch carry its last position as `changed`; records are stored with `version.next()`.
    async fn commit(&self, batch: Batch) -> Result<Position, StoreError>;

    /// Leases due jobs, oldest due first, each to one caller alone until `now + lease`.
    ///
    /// At most one of each lane, and none of a lane whose oldest job is leased or not yet due. An expired lease is
    /// claimable again, under a new token.
    async fn claim(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: u16,
    ) -> Result<Vec<Claimed>, StoreError>;

    /// Removes what is no longer wanted, at most `limit` rows, in one commit.
    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError>;

    /// Calls `hook` after every commit with the position reached. It must return at once and may be called from any
    /// thread. Hooks stay for the life of the store.
    fn on_commit(&self, hook: CommitHook);

    /// Answers whether a commit could succeed now, by making one that changes nothing.
    async fn probe(&self) -> Result<(), StoreError>;
}

/// What [`Store::on_commit`] calls.
pub type CommitHook = Arc<dyn Fn(Position) + Send + Sync>;

/// Why a store did not do it. Each variant is one decision of the caller.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Something that the batch relies on changed: load again, decide again.
    #[error("a record changed meanwhile")]
    Conflict,
    /// Not now: a full disk, a locked file, a full queue. Of a commit the outcome may be unknown; repeating it under
    /// its client id is safe.
    #[error("the store is unavailable")]
    Unavailable(#[source] BoxError),
    /// Never: the data is broken or the code is.
    #[error("the store failed")]
    Backend(#[source] BoxError),
}

/// A cause that only logs show.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
