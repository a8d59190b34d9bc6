//! The port to the database.

mod batch;
mod changed;
mod filter;
mod page_key;
mod query;

use std::{fmt::Debug, sync::Arc};

use async_trait::async_trait;

pub use self::{
    batch::{Batch, Claim, Expect, MessageReceipt, Record, Release},
    changed::{Change, Changed},
    filter::{AgentFilter, SessionFilter, StatusFilter, TicketFilter, TicketOrder, TicketSort},
    page_key::{PageKey, ParsePageKeyError},
    query::{
        At, ContactView, List, Loaded, Log, Page, Purge, Purged, Scope, Search, Thread, Window,
    },
};
use crate::{ClaimedJobs, ContactId, Position, SessionId, UniqueKey, Wanted};

/// Where everything is kept: the port to a database.
///
/// Anybody may call anything at any time, from many tasks and threads at once. The conformance suite in `chatdesk-testkit`
/// holds a store against every promise below that can be asked for from outside; what it cannot make happen (a power cut,
/// a full disk, a full queue) a store has tests of its own for. `docs/write-your-own-store.md` shows how to get there.
///
/// # Contract
/// * **Atomic.** A batch is written whole or not at all, and so is what readers see of it: each read is one snapshot and
///   says the log position up to which it contains everything, and nothing after.
/// * **Durable.** `commit` returns `Ok` only after the batch would survive a crash of process and machine.
/// * **Checked inside.** What a batch relies on is looked at in the transaction that writes it, never before: of two
///   batches that exclude each other one is refused, whatever the timing. A verdict, a refusal included, is given only
///   once all that it rests on is committed.
/// * **Ordered.** Positions of the log are 1, 2, 3… in commit order. A refused batch uses none, none is used again (after
///   a purge, a reopen or a crash neither), and no reader sees a later one before an earlier one.
/// * **Versioned.** A record is at version 1 when it was made and one further at each write; nothing else moves it.
/// * **Fresh.** After `commit` returned `Ok`, every read of this store, by whomever, contains it.
/// * **Detached.** Once `commit` was polled for the first time the batch's fate no longer depends on the caller: a
///   dropped future cancels nothing.
/// * **Told.** Every committed batch, also of a caller that is gone, is followed by a call of each hook of
///   [`Store::on_commit`]: after the COMMIT, and before anybody is answered.
/// * **Faithful.** Text comes back byte for byte, a NUL included, and instants to the microsecond.
/// * **Bounded.** Nothing is queued without end: what cannot be taken in now is `Unavailable` at once.
/// * **Ignorant.** A store knows no rule and reads no clock: every instant is an argument.
///
/// # Errors
/// [`StoreError`] has one variant for each decision of the caller. `Conflict` comes from [`Store::commit`] alone. Every
/// call may be `Unavailable`, and is again possible by itself once the cause is gone; a read or a `Conflict` has changed
/// nothing then, a `commit` may have been written whole (see there). `Backend` means that trying again cannot help.
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
    /// reported. Tickets are the desk's and not among them. At most `limit`. Where there are more, or where a session of this contact was deleted, given to them by
    /// another contact or by them to another after the position, [`Changed::more`] says so and the items are worthless.
    /// Nothing for a contact that is not there.
    async fn changed(
        &self,
        contact: ContactId,
        after: Position,
        limit: u16,
    ) -> Result<At<Changed>, StoreError>;

    /// One page of a list, by key and never by offset: a row that does not move is on exactly one page.
    ///
    /// [`Page::next`] is `None` on the last page, also when that one is full.
    ///
    /// [`List::Tickets`] alone goes by offset, and has no next key. Its words and those of [`List::Panel`] may lag as those
    /// of [`Store::search`].
    async fn list(&self, list: &List) -> Result<At<Page>, StoreError>;

    /// How many rows a list has over all its pages; `cap` when there are more.
    async fn count(&self, list: &List, cap: u32) -> Result<u32, StoreError>;

    /// Sessions with customers by words of their messages and of their customer's name, e-mail and address; newest change first.
    ///
    /// Each word is the beginning of a word in the text, whatever its case and accents; nothing in it is an operator. All
    /// must occur, in messages or in the contact. [`Page::matches`] has the newest message of each session that holds all
    /// words, or else the newest that holds one of them. May lag a second behind commits that add words, never behind a delete.
    async fn search(&self, search: &Search) -> Result<Page, StoreError>;

    /// How many sessions [`Store::search`] finds over all its pages; `cap` when there are more. `after` and `limit` do not
    /// count.
    async fn count_found(&self, search: &Search, cap: u32) -> Result<u32, StoreError>;

    /// The log after a position, ascending, at most `limit` events.
    ///
    /// Events after [`Log::floor`] are all still there. [`Log::epoch`] is drawn at random when the store is made and stays.
    async fn log(&self, after: Position, limit: u16) -> Result<Log, StoreError>;

    /// Writes a batch, all or nothing, and answers the log position of its last event (the head where it has none).
    ///
    /// In this order: keys are released; records are deleted; keys are claimed; records are put, with `version.next()`;
    /// messages, receipts, cursors, events and jobs follow. All records, messages and cursors of a batch carry its last position
    /// as `changed`, and so does [`SessionView::noted`](crate::SessionView::noted) of a session whose entry is put, which
    /// moves nothing else of it. A ticket's number and session stay what they were when it was made. A session that is put for another contact takes its messages, cursors, words and unread
    /// counts along, and makes that contact's last writing no earlier than the former's. An event is stored at its own instant or, where the log's last one is later, at that: in the log
    /// time never goes back.
    ///
    /// A deleted record takes along all that belongs to it: the keys that it owns and its entries (those that the batch
    /// puts stay); a session its messages, cursors and ticket, with what belongs to that; a contact the jobs about it. No reader sees any of it after the
    /// commit. What cannot be removed at once may wait for [`Purge::Deleted`].
    ///
    /// # Errors
    /// `Conflict`, with nothing written and no position used, when:
    /// * an expected, written or deleted version differs, or the record is gone;
    /// * a record to be made exists, or one record is put or deleted twice, or both;
    /// * a contact is deleted while one of their sessions stays, or is given to somebody else in the same batch;
    /// * a ticket is put that is of no session, or of one that is deleted in the same batch; or it is made under a number, or
    ///   for a session, that another ticket has;
    /// * a key to claim is owned by a record that stays, and its `until` has not passed at [`Batch::now`]; or it is claimed
    ///   twice;
    /// * a key to release is owned by another record than the one named (that nobody owns it is fine);
    /// * a message's `seq` is not the next of its session, a message or a cursor is of no session, or a receipt of no
    ///   message;
    /// * a client id is used in (session, sender kind, sender id), by a stored message or by another of the batch;
    /// * a lease token is not current, or a job to revive is not buried.
    ///
    /// `Unavailable`: nothing is written, or the whole batch is and its answer was lost; repeating it under its client
    /// ids, or with the same versions, is safe, because a batch that was written conflicts with itself.
    ///
    /// `Backend`, with nothing written: no rule makes such a batch. A session is put for a contact that is not there.
    async fn commit(&self, batch: Batch) -> Result<Position, StoreError>;

    /// Leases due jobs, oldest due first, each to one caller alone until `now + lease`.
    ///
    /// At most one of each lane, none of a lane whose oldest job (the first made) is not yet due, and none of a lane of
    /// which any job is leased. What is buried stands in nobody's way and is never leased. Of each notifier at most as
    /// many as there is [room](Wanted::room); how many others of it are due costs nothing. An expired lease is claimable
    /// again, under a new token; tokens are never used again. Until somebody claims it again the holder of an expired
    /// lease may still settle.
    async fn claim(&self, wanted: &Wanted) -> Result<ClaimedJobs, StoreError>;

    /// Removes what is no longer wanted, at most `limit` rows, in one commit, so that writers get their turn in between.
    async fn purge(&self, what: &Purge, limit: u32) -> Result<Purged, StoreError>;

    /// Calls `hook` after every COMMIT of batches with the position reached, before their callers are answered.
    ///
    /// It must return at once and may be called from any thread; one that panics stops nobody. Hooks stay for the life
    /// of the store.
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
