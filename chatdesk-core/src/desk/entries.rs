//! Entries that belong to themselves: by the key that they own, by their id, and all of a kind.

use std::collections::BTreeMap;

use crate::{
    Entry, EntryId, EntryKind, List, PageKey, RecordId, Scope, Store, StoreError, UniqueKey,
};

const READ_AT_ONCE: u16 = 1_000;

/// The entry that owns a key.
pub(super) async fn entry_at(
    key: &UniqueKey,
    kind: EntryKind,
    store: &dyn Store,
) -> Result<Option<Entry>, StoreError> {
    let loaded = store.load(&Scope::Keys, std::slice::from_ref(key)).await?;
    match loaded.owners.get(key) {
        Some(RecordId::Entry(id)) => entry(*id, kind, store).await,
        _ => Ok(None),
    }
}

/// The entries of a kind that changed since somebody last asked, the earliest first; `read` is moved behind them.
pub(super) async fn changed_since(
    read: &mut Option<PageKey>,
    kind: EntryKind,
    store: &dyn Store,
) -> Result<Vec<Entry>, StoreError> {
    let mut changed = Vec::new();
    loop {
        let list = List::ChangedEntries { kind, after: *read, limit: READ_AT_ONCE };
        let page = store.list(&list).await?.value;
        let last = page.entries.last();
        let after = last.map(|last| PageKey { order: last.changed.get(), id: last.id.uuid() });
        *read = after.or(*read);
        changed.extend(page.entries);
        if page.next.is_none() {
            return Ok(changed);
        }
    }
}

/// The entry of an id, where it is of that kind.
pub(super) async fn entry(
    id: EntryId,
    kind: EntryKind,
    store: &dyn Store,
) -> Result<Option<Entry>, StoreError> {
    let list = List::Entries { subject: RecordId::Entry(id), kind, after: None, limit: 1 };
    Ok(store.list(&list).await?.value.entries.into_iter().next())
}

/// All entries of a kind in the order in which they were made, each as it was last.
pub(super) async fn entries(kind: EntryKind, store: &dyn Store) -> Result<Vec<Entry>, StoreError> {
    let (mut entries, mut after) = (BTreeMap::new(), None);
    loop {
        let list = List::ChangedEntries { kind, after, limit: READ_AT_ONCE };
        let page = store.list(&list).await?.value;
        // Whoever changed between two pages is on both, and newer on the later one.
        entries.extend(page.entries.into_iter().map(|entry| (entry.id, entry)));
        after = page.next;
        if after.is_none() {
            return Ok(entries.into_values().collect());
        }
    }
}
