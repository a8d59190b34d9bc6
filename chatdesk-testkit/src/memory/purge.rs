//! What is no longer wanted, removed in bounded steps.

use chatdesk_core::{Position, Purge, Purged, StoreError, Timestamp};

use super::state::State;

pub(crate) fn purge(state: &mut State, what: &Purge, limit: u32) -> Result<Purged, StoreError> {
    let limit = limit as usize;
    let n_removed = match what {
        // Nothing is left behind: memory is let go with the record.
        Purge::Deleted => return Ok(Purged::Done),
        Purge::StreamEvents { before } => stream_events(state, *before, limit),
        Purge::Keys { until } => keys(state, *until, limit),
        unknown => return Err(StoreError::Backend(format!("unknown purge {unknown:?}").into())),
    };
    Ok(if n_removed < limit { Purged::Done } else { Purged::More })
}

/// Removes events and moves the floor past them. The head stays: no position is given out twice.
fn stream_events(state: &mut State, before: Timestamp, limit: usize) -> usize {
    let log = &mut state.log;
    let old = log.events.iter().filter(|(_, event)| {
        matches!(event.keep, chatdesk_core::Keep::Stream) && event.at < before
    });
    let old: Vec<Position> = old.take(limit).map(|(position, _)| *position).collect();
    for position in &old {
        log.events.remove(position);
        log.floor = log.floor.max(*position);
    }
    old.len()
}

fn keys(state: &mut State, until: Timestamp, limit: usize) -> usize {
    let is_over = |row: &super::state::KeyRow| row.until.is_some_and(|end| end <= until);
    let old = state.keys.iter().filter(|(_, row)| is_over(row));
    let old: Vec<_> = old.take(limit).map(|(key, _)| key.clone()).collect();
    for key in &old {
        state.keys.remove(key);
    }
    old.len()
}
