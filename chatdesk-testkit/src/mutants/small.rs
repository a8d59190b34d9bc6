//! Faults of a line or two, each next to the cases that it must fail.

mod answers;
mod batches;
mod by_text;
mod carried;
mod panel;
mod panel_lists;
mod records;
mod things;
mod tickets;

use chatdesk_core::{Batch, RecordId, Version};

use super::{
    Mutant,
    broken::{Answer, Fault, Question},
};
use crate::{given, memory::state::State};

pub(super) const TABLES: [&[Mutant]; 9] = [
    records::MUTANTS,
    batches::MUTANTS,
    answers::MUTANTS,
    things::MUTANTS,
    tickets::MUTANTS,
    carried::MUTANTS,
    by_text::MUTANTS,
    panel::MUTANTS,
    panel_lists::MUTANTS,
];

/// Changes a batch before it is checked.
struct Twist(fn(&State, &mut Batch));

impl Fault for Twist {
    fn looks_back(&self) -> bool {
        false
    }

    fn twist(&self, state: &State, batch: &mut Batch) {
        (self.0)(state, batch);
    }
}

/// Changes what a batch wrote.
struct Wrote(fn(&State, &mut State, &Batch));

impl Fault for Wrote {
    fn written(&self, was: &State, now: &mut State, batch: &Batch) {
        (self.0)(was, now, batch);
    }
}

/// Changes what is asked for.
struct Asks(fn(Question<'_>));

impl Fault for Asks {
    fn looks_back(&self) -> bool {
        false
    }

    fn asked(&self, question: Question<'_>) {
        (self.0)(question);
    }
}

/// Changes what is answered.
struct Answers(fn(&State, Answer<'_>));

impl Fault for Answers {
    fn looks_back(&self) -> bool {
        false
    }

    fn answered(&self, state: &State, answer: Answer<'_>) {
        (self.0)(state, answer);
    }
}

/// Lets a batch be refused.
fn refuse(batch: &mut Batch) {
    batch.expect(RecordId::Contact(given::contact().id), Version::NONE);
}
