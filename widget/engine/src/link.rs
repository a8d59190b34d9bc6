use chatdesk_api::{HelloEvent, Transport};

use crate::backoff::Backoff;
use crate::ladder::Ladder;
use crate::{Effect, Moment, Shared};

/// How news reach this browser, for `data-connection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// By the stream, at once.
    Live,
    /// By asking every few seconds.
    Polling,
    /// Not at all just now.
    Offline,
}

impl Connection {
    /// The word of the contract.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Polling => "polling",
            Self::Offline => "offline",
        }
    }
}

/// The stream: when to open it, when it is dead, and when to ask without it.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    phase: Phase,
    reach: Reach,
    generation: u64,
    pub(crate) cursor: Option<String>,
    ladder: Ladder,
    backoff: Backoff,
    poll_at: Option<u64>,
    poll_interval_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Closed,
    Opening { hello_by: u64 },
    Live { since: u64, heard_at: u64, heartbeat_ms: u64, transport: Transport },
    Waiting { retry_at: u64 },
}

/// Whether the server answered at all, last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Unknown,
    Reached,
    Lost,
}

/// Why a stream is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It ended, or the server said no: there is a server.
    Answered,
    /// The network failed.
    Lost,
    /// It was open, but nothing came through.
    Silent,
}

impl Link {
    const HELLO_MS: u64 = 5_000;
    /// How much later than announced a ping may come.
    const GRACE_MS: u64 = 5_000;
    /// A stream that lived this long was a good one: the next is opened soon.
    const GOOD_MS: u64 = 5_000;
    const LONGEST_WAIT_MS: u64 = 10_000;

    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Closed,
            reach: Reach::Unknown,
            generation: 0,
            cursor: None,
            ladder: Ladder::default(),
            backoff: Backoff::default(),
            poll_at: None,
            poll_interval_ms: 5_000,
        }
    }

    pub(crate) fn connection(&self) -> Connection {
        match (self.phase, self.reach) {
            (Phase::Live { .. }, _) => Connection::Live,
            (_, Reach::Reached) => Connection::Polling,
            (_, Reach::Unknown | Reach::Lost) => Connection::Offline,
        }
    }

    /// What carries the news, while they arrive at once.
    pub(crate) const fn transport(&self) -> Option<Transport> {
        match self.phase {
            Phase::Live { transport, .. } => Some(transport),
            Phase::Closed | Phase::Opening { .. } | Phase::Waiting { .. } => None,
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.reach == Reach::Lost && !matches!(self.phase, Phase::Live { .. })
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// Whether what this stream brings counts. While the next one is waited for it still does:
    /// whatever it brings, it brings in order.
    pub(crate) fn is_current(&self, generation: u64) -> bool {
        self.generation == generation && self.phase != Phase::Closed
    }

    /// Whether it matters that this stream ends.
    pub(crate) fn is_open(&self, generation: u64) -> bool {
        self.is_current(generation) && !matches!(self.phase, Phase::Waiting { .. })
    }

    pub(crate) fn set_poll_interval(&mut self, interval_ms: u64) {
        self.poll_interval_ms = interval_ms.max(1_000);
    }

    pub(crate) fn open(&mut self, moment: Moment) -> Effect {
        self.generation += 1;
        self.phase = Phase::Opening { hello_by: moment.now_ms + Self::HELLO_MS };
        Effect::OpenStream {
            generation: self.generation,
            after: self.cursor.clone(),
            transport: self.ladder.transport(),
        }
    }

    pub(crate) fn hello(&mut self, hello: HelloEvent, moment: Moment) {
        let HelloEvent { cursor, heartbeat_ms, transport } = hello;
        let now = moment.now_ms;
        self.phase = Phase::Live { since: now, heard_at: now, heartbeat_ms, transport };
        self.reach = Reach::Reached;
        self.cursor = Some(cursor);
        self.poll_at = None;
        self.ladder.works(transport);
    }

    /// Something came through.
    pub(crate) fn heard(&mut self, moment: Moment) {
        if let Phase::Live { heard_at, .. } = &mut self.phase {
            *heard_at = moment.now_ms;
        }
    }

    pub(crate) fn ended(&mut self, ending: Ending, moment: Moment) {
        let now = moment.now_ms;
        let lived = match self.phase {
            Phase::Live { since, .. } => Some(now.saturating_sub(since)),
            Phase::Closed | Phase::Opening { .. } | Phase::Waiting { .. } => None,
        };
        let mut wait = 0;
        if ending != Ending::Silent && lived.is_some_and(|lived| lived >= Self::GOOD_MS) {
            self.backoff.reset();
            self.ladder.lived();
        } else if self.reach == Reach::Reached && (ending == Ending::Silent || self.ladder.fails())
        {
            // There is a server, but this does not get through to it.
            self.backoff.reset();
            self.ladder.step_down(now);
        }
        if self.ladder.is_exhausted() {
            wait = self.ladder.better_at().map_or(0, |at| at.saturating_sub(now));
        } else if ending != Ending::Silent {
            wait = self.backoff.next(Self::LONGEST_WAIT_MS, moment);
        }
        self.phase = Phase::Waiting { retry_at: now + wait };
        match ending {
            // Streams alone may be cut off: a question tells whether anybody is there.
            Ending::Lost if lived.is_some() || self.reach == Reach::Unknown => {
                self.poll_at = Some(now);
            }
            Ending::Silent => self.poll_at = Some(now),
            Ending::Lost | Ending::Answered => self.schedule_poll(moment),
        }
    }

    /// Another tab of this browser streams for all of them, or it has ceased to.
    pub(crate) fn share(&mut self, shared: Shared, moment: Moment) {
        let wait = match shared {
            Shared::Ours => 0,
            Shared::Stalled => Self::LONGEST_WAIT_MS,
            Shared::Missed => return,
        };
        self.phase = Phase::Waiting { retry_at: moment.now_ms + wait };
        self.schedule_poll(moment);
    }

    /// The server answered a request.
    pub(crate) fn reached(&mut self, moment: Moment) {
        let was_lost = self.reach == Reach::Lost;
        self.reach = Reach::Reached;
        if let Phase::Waiting { retry_at } = &mut self.phase {
            if was_lost {
                self.backoff.reset();
                self.ladder.forgive();
                *retry_at = moment.now_ms;
            }
            self.schedule_poll(moment);
        }
    }

    /// A request found nobody.
    pub(crate) fn lost(&mut self, moment: Moment) {
        self.reach = Reach::Lost;
        if !matches!(self.phase, Phase::Closed | Phase::Live { .. }) {
            self.schedule_poll(moment);
        }
    }

    pub(crate) fn close(&mut self) {
        self.phase = Phase::Closed;
        self.poll_at = None;
        self.backoff.reset();
    }

    pub(crate) fn forget(&mut self) {
        self.close();
        self.cursor = None;
        self.reach = Reach::Unknown;
    }

    /// The page is looked at again: waits are cut short, and a dead line is noticed now.
    pub(crate) fn woke(&mut self, frozen: bool, moment: Moment) {
        match &mut self.phase {
            Phase::Waiting { retry_at } => {
                self.backoff.reset();
                *retry_at = moment.now_ms;
            }
            Phase::Live { heard_at, heartbeat_ms, .. } => {
                let silence = moment.now_ms.saturating_sub(*heard_at);
                if frozen || silence > *heartbeat_ms + Self::GRACE_MS {
                    self.backoff.reset();
                    self.phase = Phase::Waiting { retry_at: moment.now_ms };
                }
            }
            Phase::Closed | Phase::Opening { .. } => {}
        }
    }

    /// What time has brought about.
    pub(crate) fn tick(&mut self, moment: Moment) -> Due {
        let now = moment.now_ms;
        let open = match self.phase {
            Phase::Opening { hello_by } if now >= hello_by => {
                self.ended(Ending::Silent, moment);
                false
            }
            Phase::Live { since, heard_at, .. } if self.silent_at().is_some_and(|at| now >= at) => {
                // Where nothing ever followed the hello, somebody keeps it all back.
                let was_heard = heard_at > since;
                self.ended(if was_heard { Ending::Answered } else { Ending::Silent }, moment);
                false
            }
            Phase::Live { .. } if self.ladder.better_at().is_some_and(|at| now >= at) => {
                self.ladder.climb();
                self.schedule_poll(moment);
                true
            }
            Phase::Waiting { retry_at } => now >= retry_at,
            Phase::Closed | Phase::Opening { .. } | Phase::Live { .. } => false,
        };
        Due { open, poll: self.due_poll(moment) }
    }

    pub(crate) fn deadline(&self) -> Option<u64> {
        let phase = match self.phase {
            Phase::Closed => None,
            Phase::Opening { hello_by } => Some(hello_by),
            Phase::Live { .. } => self.silent_at().into_iter().chain(self.ladder.better_at()).min(),
            Phase::Waiting { retry_at } => Some(retry_at),
        };
        [phase, self.poll_at].into_iter().flatten().min()
    }

    fn silent_at(&self) -> Option<u64> {
        match self.phase {
            Phase::Live { heard_at, heartbeat_ms, .. } => {
                Some(heard_at + heartbeat_ms + Self::GRACE_MS)
            }
            Phase::Closed | Phase::Opening { .. } | Phase::Waiting { .. } => None,
        }
    }

    fn schedule_poll(&mut self, moment: Moment) {
        if self.poll_at.is_none() {
            self.poll_at = Some(moment.now_ms + self.poll_interval_ms);
        }
    }

    fn due_poll(&mut self, moment: Moment) -> bool {
        let is_due = self.poll_at.is_some_and(|at| moment.now_ms >= at);
        if is_due {
            self.poll_at = Some(moment.now_ms + self.poll_interval_ms);
        }
        is_due
    }
}

/// What a tick asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) open: bool,
    pub(crate) poll: bool,
}
