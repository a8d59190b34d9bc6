//! What a run of sequences was made of, to be seen by whoever reads its output.

use std::cell::Cell;
use std::fmt;

/// Counts of what happened.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    sequences: Cell<usize>,
    steps: Cell<usize>,
    pairs: Cell<usize>,
    /// Pairs of which the second came first.
    reordered: Cell<usize>,
    /// Commands under way when everything was dropped: answered before, not answered but carried out, neither.
    killed: [Cell<usize>; 3],
}

impl Tally {
    pub(crate) fn sequence(&self, n_steps: usize) {
        more(&self.sequences, 1);
        more(&self.steps, n_steps);
    }

    pub(crate) fn both(&self, order: &[usize]) {
        more(&self.pairs, 1);
        more(&self.reordered, usize::from(order == [1, 0]));
    }

    pub(crate) fn kill<T>(&self, heard: &[Option<T>; 2], order: &[usize]) {
        for (n, heard) in heard.iter().enumerate() {
            let fate = match (heard, order.contains(&n)) {
                (Some(_), _) => 0,
                (None, true) => 1,
                (None, false) => 2,
            };
            more(&self.killed[fate], 1);
        }
    }

    pub(crate) fn n_sequences(&self) -> usize {
        self.sequences.get()
    }
}

fn more(count: &Cell<usize>, by: usize) {
    count.set(count.get() + by);
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [answered, done, lost] = self.killed.each_ref().map(Cell::get);
        write!(
            f,
            "{} sequences of {} steps; {} pairs at once, {} of them the other way round; \
             killed under way: {answered} answered, {done} done and not answered, {lost} not done",
            self.sequences.get(),
            self.steps.get(),
            self.pairs.get(),
            self.reordered.get(),
        )
    }
}
