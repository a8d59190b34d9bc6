//! What the contract says of one person, on a page.

use chatdesk_core::{ErrorKind, InboundContent, TicketStatus};

use super::steps::Did;

const SILENCE: u64 = 1_800;

/// One person, as the contract has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    /// Switched off.
    pub(crate) is_off: bool,
    is_registered: bool,
    /// When either side last wrote in the chat that goes on.
    spoke_at: Option<u64>,
    /// What they typed while support was on.
    pub(crate) typed: Vec<String>,
    /// What agents said.
    pub(crate) said: Vec<String>,
    /// Where their tickets stand, the first made first.
    pub(crate) tickets: Vec<TicketStatus>,
}

/// What a host's bot is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) handled: bool,
    pub(crate) state: &'static str,
}

impl Person {
    fn is_known(&self) -> bool {
        !self.tickets.is_empty()
    }

    fn is_active(&self, now: u64) -> bool {
        !self.is_off && self.spoke_at.is_some_and(|at| now < at + SILENCE)
    }

    fn state(&self, now: u64) -> &'static str {
        match (self.is_active(now), self.is_registered) {
            (true, _) => "chat_support_active",
            (false, true) => "registered",
            (false, false) => "idle",
        }
    }

    /// What the desk's list says of them; nothing before their first chat.
    pub(crate) fn shown(&self, now: u64) -> Option<&'static str> {
        self.is_known().then(|| self.state(now))
    }

    pub(crate) fn hears(
        &mut self,
        content: &InboundContent,
        is_registered: Option<bool>,
        now: u64,
    ) -> Told {
        let (text, typed) = match content {
            InboundContent::Text(text) | InboundContent::Button(text) => {
                (text.trim(), text.clone())
            }
            InboundContent::Media(_) => ("a picture", "📎".to_owned()),
        };
        let before = self.is_registered;
        self.is_registered = is_registered.unwrap_or(before);
        let (starts, ends) = (text == "Support!", text == "done" || text == "end_chat");
        let was_active = self.is_active(now);
        if !was_active {
            self.spoke_at = None;
        }
        let handled = was_active || !self.is_off && starts;
        match (was_active, ends) {
            (true, _) if text.is_empty() => {}
            (true, true) => self.spoke_at = None,
            (true, false) => {
                self.typed.push(typed);
                self.spoke_at = Some(now);
            }
            (false, _) if handled => {
                self.spoke_at = Some(now);
                match self.tickets.last_mut() {
                    None | Some(TicketStatus::Closed) => self.tickets.push(TicketStatus::Open),
                    Some(resolved @ TicketStatus::Resolved) => *resolved = TicketStatus::Open,
                    Some(_) => {}
                }
            }
            (false, _) => {}
        }
        let told = Told { handled, state: self.state(now) };
        if !self.is_known() {
            // Nothing is kept of whom support never heard.
            self.is_registered = before;
        }
        told
    }

    pub(crate) fn desk_does(&mut self, did: Did, said: &str, now: u64) -> Result<(), ErrorKind> {
        use TicketStatus::{Closed, InProgress, Open, Resolved};
        let last = self.tickets.last().copied();
        match (did, last) {
            (Did::Switch(is_on), _) => {
                self.is_off = !is_on;
                return Ok(());
            }
            (Did::Start(_), _) if self.is_off => return Err(ErrorKind::ChatDisabled),
            (Did::Start(says), _) => {
                if self.is_active(now) && !says {
                    return Ok(());
                }
                if matches!(last, None | Some(Closed)) {
                    self.tickets.push(Open);
                }
                if !says {
                    self.spoke_at = Some(now);
                    return Ok(());
                }
            }
            (_, None) => return Err(ErrorKind::NotFound),
            (Did::End, _) => {
                self.spoke_at = None;
                return Ok(());
            }
            (Did::Send, _) if !self.is_active(now) => return Err(ErrorKind::SessionEnded),
            (Did::Answer, Some(Closed)) => return Err(ErrorKind::SessionEnded),
            (Did::Resolve, Some(Closed)) | (Did::Close, Some(Open | InProgress)) => {
                return Err(ErrorKind::Conflict);
            }
            (Did::Resolve | Did::Close, _) => {
                let to = if matches!(did, Did::Close) { Closed } else { Resolved };
                *self.tickets.last_mut().unwrap() = to;
                self.spoke_at = None;
                return Ok(());
            }
            (Did::Send | Did::Answer, _) => {}
        }
        self.said.push(said.to_owned());
        self.spoke_at = Some(now);
        let ticket = self.tickets.last_mut().unwrap();
        if *ticket == Open {
            *ticket = InProgress;
        }
        Ok(())
    }
}
