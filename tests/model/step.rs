//! What happens to a desk, drawn at random.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use crate::command::{Command, Place, Who};

/// Client ids of openings, and of messages: few, so that many are used again.
pub(crate) const OPENING_IDS: [&str; 4] = ["o1", "o2", "o3", "o4"];
pub(crate) const MESSAGE_IDS: [&str; 8] = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"];
/// What people type; blanks around a text are no part of it, and nothing else is no text.
pub(crate) const TEXTS: [&str; 4] = ["hello", " and so on\n", "anybody?", "  "];

/// One step of a sequence.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// One command.
    Do(Command),
    /// The one before once more, as a client does that heard no answer.
    Again,
    /// Two at once, each in a process of its own: what comes back says which was first.
    Both(Command, Command),
    /// Two are under way and nobody waits for them after so many polls: desk and store are dropped and opened again.
    /// Then both are asked again.
    Kill(Command, Command, usize),
    /// The clock jumps to so many seconds from where it began, also back.
    Clock(i64),
}

/// Sequences of 1 to 40 steps.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        12 => command().prop_map(Step::Do),
        2 => Just(Step::Again),
        4 => (command(), command()).prop_map(|(one, other)| Step::Both(one, other)),
        1 => (command(), command(), prop_oneof![0..FEW_POLLS, 0..MANY_POLLS])
            .prop_map(|(one, other, n_polls)| Step::Kill(one, other, n_polls)),
        1 => (-400_000_i64..400_000).prop_map(Step::Clock),
    ];
    vec(step, 1..=40)
}

/// After so few polls a command waits for its commit, or was not begun.
const FEW_POLLS: usize = 3;
/// After so many almost every command has come back.
const MANY_POLLS: usize = 100;

fn command() -> impl Strategy<Value = Command> {
    let text = || select(TEXTS.as_slice());
    let user = || 0..2_usize;
    let open =
        (user(), select(OPENING_IDS.as_slice()), proptest::option::of(text()), any::<bool>())
            .prop_map(|(user, id, text, another)| Command::Open { user, id, text, another });
    let send = (who(), place(), select(MESSAGE_IDS.as_slice()), text()).prop_map(
        |((by, user), nth, id, text)| Command::Send { by, place: Place { user, nth }, id, text },
    );
    let read = (who(), place(), 1..12_usize).prop_map(|((by, user), nth, up_to)| Command::Read {
        by,
        place: Place { user, nth },
        up_to,
    });
    let end = (who(), place())
        .prop_map(|((by, user), nth)| Command::End { by, place: Place { user, nth } });
    let switch = (user(), any::<bool>()).prop_map(|(user, on)| Command::Switch { user, on });
    let erase = user().prop_map(|user| Command::Erase { user });
    prop_oneof![8 => open, 20 => send, 8 => read, 2 => end, 4 => switch, 1 => erase]
}

/// Somebody, and the user whose session they turn to: mostly one that they may see.
fn who() -> impl Strategy<Value = (Who, usize)> {
    let user = 0..2_usize;
    prop_oneof![
        6 => user.clone().prop_map(|user| (Who::User(user), user)),
        6 => (user.clone(), user.clone()).prop_map(|(staff, user)| (Who::Staff(staff), user)),
        1 => user.prop_map(|user| (Who::User(user), 1 - user)),
    ]
}

/// Which session of the user, modulo how many there are.
fn place() -> impl Strategy<Value = usize> {
    0..6_usize
}
