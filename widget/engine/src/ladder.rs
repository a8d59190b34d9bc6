use chatdesk_api::Transport;

/// Which way for news is tried: the best first, and from there down to none at all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ladder {
    rung: usize,
    failures: u32,
    /// What worked last, for the life of the page.
    proven: usize,
    better_at: Option<u64>,
    climbs: u32,
}

impl Ladder {
    const RUNGS: [Transport; 3] = [Transport::Sse, Transport::WebSocket, Transport::LongPoll];
    /// So many bad ends in a row are no accident.
    const BAD_ENDS: u32 = 3;
    const FIRST_CLIMB_MS: u64 = 60_000;
    const LAST_DOUBLING: u32 = 5;

    /// What to try now; from below the last rung it begins again at the top.
    pub(crate) fn transport(&mut self) -> Transport {
        if let Some(transport) = Self::RUNGS.get(self.rung) {
            return *transport;
        }
        self.climb();
        Transport::Sse
    }

    /// It does not get through.
    pub(crate) fn step_down(&mut self, now_ms: u64) {
        self.rung += 1;
        self.failures = 0;
        if self.better_at.is_none() {
            let wait = Self::FIRST_CLIMB_MS << self.climbs.min(Self::LAST_DOUBLING);
            self.better_at = Some(now_ms + wait);
        }
    }

    /// It ended soon. Says whether that was once too often.
    pub(crate) fn fails(&mut self) -> bool {
        self.failures += 1;
        // Whoever tries a better one knows of one that works.
        self.failures >= Self::BAD_ENDS || self.climbs > 0 && self.rung < self.proven
    }

    /// It lived long enough to be called a good one.
    pub(crate) fn lived(&mut self) {
        self.failures = 0;
    }

    /// It works.
    pub(crate) fn works(&mut self, transport: Transport) {
        let rung = Self::RUNGS.iter().position(|rung| *rung == transport).unwrap_or(0);
        if rung != self.rung {
            self.failures = 0;
        }
        self.rung = rung;
        self.proven = rung;
        if rung == 0 {
            self.better_at = None;
            self.climbs = 0;
        }
    }

    /// Tries from the top again.
    pub(crate) fn climb(&mut self) {
        self.rung = 0;
        self.failures = 0;
        self.climbs += 1;
        self.better_at = None;
    }

    /// The server was away: what failed meanwhile says nothing.
    pub(crate) fn forgive(&mut self) {
        self.rung = self.proven;
        self.failures = 0;
    }

    /// When a better one is tried, where there is a better one.
    pub(crate) const fn better_at(&self) -> Option<u64> {
        self.better_at
    }

    /// Whether nothing is left to try for now.
    pub(crate) const fn is_exhausted(&self) -> bool {
        self.rung >= Self::RUNGS.len()
    }
}
