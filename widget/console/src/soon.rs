use std::time::Duration;

use crate::page::after;
use crate::state::Signal;

/// A burst of reasons is one.
const QUIET: Duration = Duration::from_millis(400);

/// Something that is done once after a burst of reasons for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Soon(Signal<bool>);

impl Soon {
    pub(crate) fn new() -> Self {
        Self(Signal::new(false))
    }

    /// Does it soon, unless that is about to happen.
    pub(crate) fn work(self, work: impl FnOnce() + 'static) {
        if self.0.get_untracked() {
            return;
        }
        self.0.set(true);
        let begin = move || {
            self.0.set(false);
            work();
        };
        after(begin, QUIET);
    }
}
