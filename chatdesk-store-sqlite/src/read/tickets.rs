//! Tickets in the desk's orders: first the sessions of a page, along an index, then each by its id.

use std::collections::HashSet;

use chatdesk_core::{
    AgentFilter, SessionId, SessionView, TicketFilter, TicketOrder, TicketSort, TicketStatus,
};
use rusqlite::{Connection, OptionalExtension, Result, params_from_iter, types::Value};

use super::{
    search::{FEW, IN_TICKET, hits},
    view,
};
use crate::{apply::rank, row::Cells, word::Word};

/// Which tickets, in which order.
pub(crate) struct Tickets<'q> {
    pub(crate) filter: &'q TicketFilter,
    pub(crate) sort: TicketSort,
}

/// Where a ticket stands in an order, and its number.
type Place = (i64, i64);

impl Tickets<'_> {
    /// One page, each ticket with its session.
    pub(crate) fn page(
        &self,
        conn: &Connection,
        skip: u32,
        limit: u16,
    ) -> Result<Vec<SessionView>> {
        let numbers = match self.hits(conn)? {
            None => self.along(conn, i64::from(limit), i64::from(skip))?,
            Some(hits) => {
                let found = self.among(conn, &hits, FEW)?.into_iter();
                found.skip(skip as usize).take(usize::from(limit)).collect()
            }
        };
        let views = numbers.into_iter().map(|number| {
            let session: SessionId = conn
                .prepare_cached("SELECT session FROM tickets WHERE number = ?1")?
                .query_row([number], |row| Cells::of(row).id())?;
            view(conn, session)
        });
        Ok(views.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// How many there are, counted no further than `cap`.
    pub(crate) fn count(&self, conn: &Connection, cap: u32) -> Result<u64> {
        if let Some(lists) = self.kept() {
            return lists.iter().try_fold(0, |sum, list| {
                let n = conn
                    .prepare_cached("SELECT n FROM list_counts WHERE list = ?1")?
                    .query_row([list], |row| Cells::of(row).number())?;
                Ok(sum + n)
            });
        }
        if let Some(hits) = self.hits(conn)? {
            return Ok(self.among(conn, &hits, FEW)?.len() as u64);
        }
        let (parts, mut params) = self.parts();
        params.push(i64::from(cap).into());
        let sql =
            format!("SELECT count(*) FROM ({} LIMIT ?{})", parts.join(" UNION ALL "), params.len());
        conn.prepare_cached(&sql)?
            .query_row(params_from_iter(params), |row| Cells::of(row).number())
    }

    /// The lists whose counts are kept, where nothing else is asked for.
    fn kept(&self) -> Option<Vec<String>> {
        let TicketFilter { priority, agent, phone, words, .. } = self.filter;
        let nobody = match agent {
            AgentFilter::Any => "",
            AgentFilter::Nobody => " nobody",
            AgentFilter::Agent(_) => return None,
        };
        let is_kept = priority.is_none() && phone.is_none() && words.is_empty();
        let list = |status: TicketStatus| format!("ticket {}{nobody}", status.word());
        is_kept.then(|| self.statuses().into_iter().map(list).collect())
    }

    fn statuses(&self) -> Vec<TicketStatus> {
        match self.filter.statuses.len() {
            0 => TicketStatus::ALL.to_vec(),
            _ => self.filter.statuses.iter().copied().collect(),
        }
    }

    /// The sessions, by the number of their making, in which words and phone are found; `None` where neither is asked for.
    pub(crate) fn hits(&self, conn: &Connection) -> Result<Option<HashSet<i64>>> {
        let TicketFilter { phone, words, .. } = self.filter;
        let mut found = if words.is_empty() { None } else { Some(hits(conn, words, IN_TICKET)?) };
        if let Some(phone) = phone {
            let theirs = conn
                .prepare_cached(
                    "SELECT s.made FROM contacts c JOIN sessions s ON s.contact = c.id \
                     WHERE c.phone = ?1",
                )?
                .query_map([phone], |row| row.get(0))?
                .collect::<Result<HashSet<i64>>>()?;
            found = Some(match found {
                Some(found) => found.intersection(&theirs).copied().collect(),
                None => theirs,
            });
        }
        Ok(found)
    }

    /// Those of the hits that the rest of the filter holds for, in order. A `few` are looked up one by one; where there are
    /// more, the index is walked along.
    pub(crate) fn among(
        &self,
        conn: &Connection,
        hits: &HashSet<i64>,
        few: usize,
    ) -> Result<Vec<i64>> {
        if hits.len() <= few { self.look_up(conn, hits) } else { self.walk(conn, hits) }
    }

    fn look_up(&self, conn: &Connection, hits: &HashSet<i64>) -> Result<Vec<i64>> {
        let statuses: Vec<_> =
            self.statuses().iter().map(|status| format!("'{}'", status.word())).collect();
        let (also, params) = self.also(2);
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {}, number FROM tickets WHERE session_made = ?1 AND status IN ({}){also}",
            self.order(),
            statuses.join(", ")
        ))?;
        let mut places: Vec<Place> = Vec::new();
        for made in hits {
            let params = [Value::from(*made)].into_iter().chain(params.iter().cloned());
            let place = statement
                .query_row(params_from_iter(params), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            places.extend(place);
        }
        places.sort_unstable();
        if self.sort.descending {
            places.reverse();
        }
        Ok(places.into_iter().map(|(_, number)| number).collect())
    }

    fn walk(&self, conn: &Connection, hits: &HashSet<i64>) -> Result<Vec<i64>> {
        let mut made = conn.prepare_cached("SELECT session_made FROM tickets WHERE number = ?1")?;
        let mut numbers = Vec::new();
        for number in self.along(conn, -1, 0)? {
            if hits.contains(&made.query_row([number], |row| row.get(0))?) {
                numbers.push(number);
            }
        }
        Ok(numbers)
    }

    /// The numbers along the index of the order; a limit of -1 is none.
    fn along(&self, conn: &Connection, limit: i64, skip: i64) -> Result<Vec<i64>> {
        let (parts, mut params) = self.parts();
        params.extend([limit.into(), skip.into()]);
        let direction = if self.sort.descending { "DESC" } else { "ASC" };
        let (limit, skip) = (params.len() - 1, params.len());
        let sql = format!(
            "{} ORDER BY place {direction}, number {direction} LIMIT ?{limit} OFFSET ?{skip}",
            parts.join(" UNION ALL ")
        );
        conn.prepare_cached(&sql)?.query_map(params_from_iter(params), |row| row.get(1))?.collect()
    }

    /// One for each status: each stands in its order, and `INDEXED BY` says in which.
    fn parts(&self) -> (Vec<String>, Vec<Value>) {
        let (also, params) = self.also(1);
        let index = match self.sort.by {
            TicketOrder::CreatedAt => "tickets_created",
            TicketOrder::UpdatedAt => "tickets_updated",
            TicketOrder::Priority => "tickets_priority",
            TicketOrder::Number => "tickets_number",
        };
        let part = |status: TicketStatus| {
            format!(
                "SELECT {} AS place, number FROM tickets INDEXED BY {index} \
                 WHERE status = '{}'{also}",
                self.order(),
                status.word()
            )
        };
        (self.statuses().into_iter().map(part).collect(), params)
    }

    const fn order(&self) -> &'static str {
        match self.sort.by {
            TicketOrder::CreatedAt => "created_at",
            TicketOrder::UpdatedAt => "updated_at",
            TicketOrder::Priority => "priority",
            TicketOrder::Number => "number",
        }
    }

    /// What else must hold, with its values from the parameter `first` on.
    fn also(&self, first: usize) -> (String, Vec<Value>) {
        let (mut also, mut params) = (String::new(), Vec::new());
        if let Some(priority) = self.filter.priority {
            also.push_str(&format!(" AND priority = ?{}", first + params.len()));
            params.push(rank(priority).into());
        }
        match &self.filter.agent {
            AgentFilter::Any => {}
            AgentFilter::Nobody => also.push_str(" AND agent_id IS NULL"),
            AgentFilter::Agent(id) => {
                also.push_str(&format!(" AND agent_id = ?{}", first + params.len()));
                params.push(id.clone().into());
            }
        }
        (also, params)
    }
}
