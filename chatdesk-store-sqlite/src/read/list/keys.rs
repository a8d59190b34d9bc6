//! The keys of a list's rows, in its order.

use chatdesk_core::{
    AgentFilter, JobState, List, PageKey, SessionFilter, SessionStatus, StatusFilter,
};
use rusqlite::{Connection, Result, params_from_iter, types::Value};
use uuid::Uuid;

use crate::{
    row::{Cells, int},
    search,
    word::Word,
};

/// How one list is found.
pub(crate) struct Keys {
    /// One for each status that is merged; each of order and id, with its condition open for more.
    parts: Vec<String>,
    /// What the rows are ordered by.
    order: &'static str,
    params: Vec<Value>,
}

impl Keys {
    /// `None` for what is not found by an order, and for what nothing can match.
    pub(crate) fn of(list: &List) -> Option<Self> {
        let keys = match list {
            List::SessionsOf { contact, .. } => Self {
                parts: vec!["SELECT made, id FROM sessions WHERE contact = ?1".to_owned()],
                order: "made",
                params: vec![contact.uuid().into_bytes().to_vec().into()],
            },
            List::Inbox { filter, .. } => Self::of_inbox(filter),
            List::Contacts { words, .. } if words.is_empty() => Self {
                parts: vec!["SELECT made, id FROM contacts WHERE kind <> 'desk'".to_owned()],
                order: "made",
                params: Vec::new(),
            },
            List::Contacts { words, .. } => Self {
                parts: vec![
                    "SELECT w.rowid AS made, (SELECT id FROM contacts WHERE made = w.rowid) AS id \
                     FROM contact_words w WHERE contact_words MATCH ?1"
                        .to_owned(),
                ],
                order: "w.rowid",
                params: vec![search::query(words)?.into()],
            },
            List::Entries { subject, kind, .. } => Self {
                parts: vec![
                    "SELECT made, id FROM entries WHERE subject = ?1 AND kind = ?2".to_owned(),
                ],
                order: "made",
                params: vec![subject.to_string().into(), kind.as_str().to_owned().into()],
            },
            List::Jobs { state, .. } => Self {
                parts: vec![
                    "SELECT made, x'00000000000000000000000000000000' AS id FROM jobs \
                     WHERE buried = ?1 AND notifier IS NOT NULL"
                        .to_owned(),
                ],
                order: "made",
                params: vec![(*state == JobState::Failed).into()],
            },
            List::Waiting { .. }
            | List::Conversations { .. }
            | List::Ended { .. }
            | List::Tickets { .. }
            | List::Panel { .. }
            | List::ChangedEntries { .. }
            | List::ContactsAt { .. } => return None,
        };
        Some(keys)
    }

    /// The sessions of one customer are few and found as such; of others each status is in its order, and `INDEXED BY` says
    /// in which.
    fn of_inbox(filter: &SessionFilter) -> Self {
        let mut params: Vec<Value> = Vec::new();
        if let Some(contact) = filter.contact {
            params.push(contact.uuid().into_bytes().to_vec().into());
        }
        let agent = match &filter.agent {
            AgentFilter::Any => String::new(),
            AgentFilter::Nobody => " AND agent_id IS NULL".to_owned(),
            AgentFilter::Agent(id) => {
                params.push(id.clone().into());
                format!(" AND agent_id = ?{}", params.len())
            }
        };
        let statuses = inbox_statuses(filter.status);
        let parts = if filter.contact.is_some() {
            let words: Vec<_> = statuses.iter().map(|it| format!("'{}'", it.word())).collect();
            vec![format!(
                "SELECT changed, id FROM sessions INDEXED BY sessions_changed WHERE contact = ?1 \
                 AND last_seq > 0 AND status IN ({}){agent}",
                words.join(", ")
            )]
        } else {
            let part = |status: &SessionStatus| {
                let is_ended = *status == SessionStatus::Ended && filter.agent != AgentFilter::Any;
                let index = if is_ended { "sessions_ended_of" } else { "sessions_inbox" };
                let status = status.word();
                format!(
                    "SELECT changed, id FROM sessions INDEXED BY {index} \
                     WHERE last_seq > 0 AND status = '{status}'{agent}"
                )
            };
            statuses.iter().map(part).collect()
        };
        Self { parts, order: "changed", params }
    }

    /// At most `limit` keys after `after`, from the largest downwards.
    pub(crate) fn select(
        &self,
        conn: &Connection,
        after: Option<PageKey>,
        limit: u32,
    ) -> Result<Vec<PageKey>> {
        let after = after.unwrap_or(PageKey { order: u64::MAX, id: Uuid::max() });
        let mut params = self.params.clone();
        params.push(int(after.order).into());
        if self.is_by_change() {
            params.push(after.id.into_bytes().to_vec().into());
        }
        params.push(i64::from(limit).into());
        conn.prepare_cached(&self.page_sql())?
            .query_map(params_from_iter(params), |row| {
                let mut cells = Cells::of(row);
                Ok(PageKey { order: cells.number()?, id: cells.id::<()>()?.uuid() })
            })?
            .collect()
    }

    /// Numbers of making exist once; a position may be that of several rows, and the id decides.
    fn is_by_change(&self) -> bool {
        self.order == "changed"
    }

    pub(crate) fn page_sql(&self) -> String {
        let (order, first) = (self.order, self.params.len() + 1);
        let (bound, sorted) = if self.is_by_change() {
            (format!("(changed, id) < (?{first}, ?{})", first + 1), "changed DESC, id DESC")
        } else {
            (format!("{order} < ?{first}"), "1 DESC")
        };
        let parts: Vec<_> = self.parts.iter().map(|part| format!("{part} AND {bound}")).collect();
        let limit = first + 1 + usize::from(self.is_by_change());
        format!("{} ORDER BY {sorted} LIMIT ?{limit}", parts.join(" UNION ALL "))
    }

    /// How many keys there are, counted no further than `cap`.
    pub(crate) fn count(&self, conn: &Connection, cap: u32) -> Result<u32> {
        let mut params = self.params.clone();
        params.push(i64::from(cap).into());
        conn.prepare_cached(&self.count_sql())?
            .query_row(params_from_iter(params), |row| row.get(0))
    }

    pub(crate) fn count_sql(&self) -> String {
        let (parts, cap) = (self.parts.join(" UNION ALL "), self.params.len() + 1);
        format!("SELECT count(*) FROM ({parts} LIMIT ?{cap})")
    }
}

/// Which stored statuses a filter means.
pub(crate) const fn inbox_statuses(filter: StatusFilter) -> &'static [SessionStatus] {
    use SessionStatus::{Active, Ended, Waiting};
    match filter {
        StatusFilter::Any => &[Waiting, Active, Ended],
        StatusFilter::Open => &[Waiting, Active],
        StatusFilter::Waiting => &[Waiting],
        StatusFilter::Active => &[Active],
        StatusFilter::Ended => &[Ended],
    }
}
