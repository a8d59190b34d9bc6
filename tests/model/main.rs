//! Sequences of steps, drawn at random, on the real desk over a real file and on a reference of a page: after every step
//! both show the same to everybody.
//!
//! `CHATDESK_TEST_SEQUENCES` asks for another number of sequences. What once failed is kept in `regressions.txt` and
//! tried first.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed step of a test is a failed test"
)]
#![expect(clippy::future_not_send, reason = "one thread takes every step")]

mod by_text;
mod command;
mod look;
mod reference;
mod shared;
mod step;
mod tally;
mod watch;
mod world;

use chatdesk_core::ErrorKind;
use chatdesk_tests::{asked_number, tell};
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestRunner};

use crate::command::{Answer, Command, Seen};
use crate::reference::{User, hear};
use crate::step::{Step, steps};
use crate::tally::Tally;
use crate::world::{EmptyFile, World};

/// Sequences in an ordinary run.
const N_SEQUENCES: usize = 2_000;
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/model/regressions.txt");

/// The orders in which two commands may have happened; what was never answered may not have happened.
const ORDERS: [&[usize]; 5] = [&[0, 1], &[1, 0], &[0], &[1], &[]];

type Heard = Result<Answer, ErrorKind>;
/// Both users, as the reference knows them.
type Written = [User; 2];

/// The real desk beside what was written down about it.
struct Walk<'a> {
    world: World,
    /// All that may be: what two commands at once came to is not always seen at once, but all of these show the same.
    references: Vec<Written>,
    last: Option<Command>,
    tally: &'a Tally,
}

impl Walk<'_> {
    async fn step(mut self, step: &Step) -> Result<Self, TestCaseError> {
        let n_chats = [0, 1].map(|user| self.references[0][user].chats.len());
        match *step {
            Step::Do(command) => {
                let command = command.among(n_chats);
                self.last = Some(command);
                self.ask(command).await
            }
            Step::Again => match self.last {
                Some(command) => self.ask(command).await,
                None => Ok(self),
            },
            Step::Both(one, other) => {
                let commands = [one.among(n_chats), other.among(n_chats)];
                let came = self.world.ask_both(commands[0], commands[1]).await;
                let seen = self.world.look().await;
                let heard = came.map(|came| Some(self.world.in_words(&came)));
                let order = self.settle(&commands, &heard, &seen)?;
                self.tally.both(order);
                Ok(self)
            }
            Step::Kill(one, other, n_polls) => {
                self.kill([one.among(n_chats), other.among(n_chats)], n_polls).await
            }
            Step::Clock(seconds) => {
                self.world.set_clock(seconds);
                Ok(self)
            }
        }
    }

    async fn ask(mut self, command: Command) -> Result<Self, TestCaseError> {
        let came = self.world.ask(command).await;
        let seen = self.world.look().await;
        let heard = self.world.in_words(&came);
        self.settle(&[command], &[Some(heard)], &seen)?;
        Ok(self)
    }

    async fn kill(mut self, commands: [Command; 2], n_polls: usize) -> Result<Self, TestCaseError> {
        let (world, came) = self.world.kill(commands, n_polls).await;
        self.world = world;
        let seen = self.world.look().await;
        let heard = came.map(|came| came.map(|came| self.world.in_words(&came)));
        let order = self.settle(&commands, &heard, &seen)?;
        self.tally.kill(&heard, order);
        for (command, heard) in commands.into_iter().zip(heard) {
            if heard.is_none() {
                self = self.ask(command).await?;
            }
        }
        Ok(self)
    }

    /// Writes down what may have happened: the commands in every order that explains each answer and all that is seen.
    /// Answers the first such order.
    fn settle(
        &mut self,
        commands: &[Command],
        heard: &[Option<Heard>],
        seen: &Seen,
    ) -> Result<&'static [usize], TestCaseError> {
        let mut explained: Vec<(Written, &[usize])> = Vec::new();
        for order in ORDERS.into_iter().filter(|order| is_possible(order, heard)) {
            for before in &self.references {
                let mut after = before.clone();
                let explains = |n: &usize| {
                    let answer = hear(&mut after, commands[*n]);
                    heard[*n].is_none_or(|heard| fits(heard, answer))
                };
                let is_explained = order.iter().all(explains) && Seen::from(&after) == *seen;
                if is_explained && explained.iter().all(|(known, _)| *known != after) {
                    explained.push((after, order));
                }
            }
        }
        if let Some((_, order)) = explained.first() {
            let order = *order;
            self.references = explained.into_iter().map(|(reference, _)| reference).collect();
            return Ok(order);
        }
        let mut after = self.references[0].clone();
        let expected: Vec<Heard> =
            commands.iter().map(|command| hear(&mut after, *command)).collect();
        let after = Seen::from(&after);
        Err(TestCaseError::fail(format!(
            "no order of {commands:?} explains it;\n  heard: {heard:?}\ninstead of, for example, {expected:?};\n  \
             seen: {seen:?}\ninstead of {after:?}"
        )))
    }
}

fn fits(heard: Heard, written: Heard) -> bool {
    match (heard, written) {
        (Ok(heard), Ok(written)) => heard.fits(written),
        _ => heard == written,
    }
}

/// What was answered has happened.
fn is_possible(order: &[usize], heard: &[Option<Heard>]) -> bool {
    let mut answered = (0..heard.len()).filter(|n| heard[*n].is_some());
    answered.all(|n| order.contains(&n)) && order.iter().all(|n| *n < heard.len())
}

async fn walk(steps: &[Step], empty: &EmptyFile, tally: &Tally) -> Result<(), TestCaseError> {
    let (world, references) = (World::begin(empty).await, vec![Written::default()]);
    let mut walk = Walk { world, references, last: None, tally };
    for step in steps {
        walk = Box::pin(walk.step(step)).await?;
    }
    tally.sequence(steps.len());
    Ok(())
}

#[test]
fn everybody_sees_what_a_reference_of_a_page_says() {
    let n_sequences = asked_number("CHATDESK_TEST_SEQUENCES").unwrap_or(N_SEQUENCES);
    let mut runner = TestRunner::new(Config {
        cases: u32::try_from(n_sequences).unwrap(),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        ..Config::default()
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (empty, tally) = (runtime.block_on(EmptyFile::new()), Tally::default());

    let outcome = runner.run(&steps(), |steps| runtime.block_on(walk(&steps, &empty, &tally)));

    tell(&tally.to_string());
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(tally.n_sequences() >= n_sequences, "{tally}");
}

#[test]
fn the_reference_is_shorter_than_eighty_lines() {
    let n_lines = include_str!("reference.rs").lines().count();
    assert!(n_lines < 80, "{n_lines} lines");
}
