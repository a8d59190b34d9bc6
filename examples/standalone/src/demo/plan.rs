//! Who chats when, and how much.

use std::time::Duration;

use chatdesk_core::{SessionStatus, Timestamp};

use super::dice::Dice;

/// One chat that is to be made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlannedChat {
    /// Whose.
    pub(super) person: u32,
    /// Where it stands.
    pub(super) status: SessionStatus,
    /// How many messages it has, at least one.
    pub(super) n_messages: u32,
    /// When the last of them was sent.
    pub(super) last_at: Timestamp,
    /// What everything else about it follows from.
    pub(super) seed: u64,
}

/// How many people and messages there are to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts {
    pub(super) people: u32,
    pub(super) messages: u32,
}

/// All chats, in the order in which their last messages were sent.
pub(super) fn plan(amounts: Amounts, now: Timestamp, dice: &mut Dice) -> Vec<PlannedChat> {
    let mut chats = Vec::new();
    for (person, share) in (0..).zip(shares(amounts, dice)) {
        plan_person(person, share, now, dice, &mut chats);
    }
    chats.sort_by_key(|chat| (chat.last_at, chat.person));
    chats
}

/// Some write more, some less; together exactly as many as asked for.
fn shares(amounts: Amounts, dice: &mut Dice) -> Vec<u32> {
    let weights: Vec<u64> = (0..amounts.people).map(|_| dice.between(40, 160)).collect();
    let mut weight_left: u64 = weights.iter().sum();
    let mut left = u64::from(amounts.messages);
    let share = |weight: u64| {
        let share = (left * weight).checked_div(weight_left).unwrap_or_default();
        weight_left -= weight;
        left -= share;
        u32::try_from(share).unwrap_or(u32::MAX)
    };
    weights.into_iter().map(share).collect()
}

/// One person's chats: the newest may be open, all before it are over.
fn plan_person(
    person: u32,
    share: u32,
    now: Timestamp,
    dice: &mut Dice,
    chats: &mut Vec<PlannedChat>,
) {
    let usual = u64::from(share / 12).max(8);
    let mut left = share;
    let mut before = None;
    while left > 0 {
        let wished = u32::try_from(usual * dice.between(60, 140) / 100).unwrap_or(u32::MAX);
        let (status, n_messages) = match before {
            None => newest(wished.min(left), dice),
            Some(_) => (SessionStatus::Ended, wished.min(left)),
        };
        let last_at = match before {
            None => now.minus(age_of_newest(status, dice)),
            Some(start) => Timestamp::minus(start, minutes(dice.between(12 * 60, 20 * 24 * 60))),
        };
        let chat = PlannedChat { person, status, n_messages, last_at, seed: dice.roll() };
        before = Some(chat.first_at());
        left -= n_messages;
        chats.push(chat);
    }
}

fn newest(n_messages: u32, dice: &mut Dice) -> (SessionStatus, u32) {
    match dice.between(1, 100) {
        // Nobody has answered: who waits has written once or twice.
        1..=24 => (SessionStatus::Waiting, n_messages.min(if dice.percent(70) { 1 } else { 2 })),
        // Within three messages every dialogue has an answer.
        25..=72 if n_messages >= 3 => (SessionStatus::Active, n_messages),
        _ => (SessionStatus::Ended, n_messages),
    }
}

/// Who waits does so for minutes, or an hour; most of what is open moved within the last hours, a little of it lies for
/// days.
fn age_of_newest(status: SessionStatus, dice: &mut Dice) -> Duration {
    let far = dice.between(0, 1_000);
    let within = |seconds: u64| Duration::from_secs(45 + seconds * far * far * far / 1_000_000_000);
    match status {
        SessionStatus::Waiting => within(70 * 60),
        SessionStatus::Active => within(3 * 86_400),
        SessionStatus::Ended => within(6 * 86_400) + minutes(dice.between(90, 12 * 24 * 60)),
    }
}

const fn minutes(number: u64) -> Duration {
    Duration::from_secs(60 * number)
}

impl PlannedChat {
    /// When its first message was sent.
    fn first_at(&self) -> Timestamp {
        self.pauses().into_iter().fold(self.last_at, Timestamp::minus)
    }

    /// When each of its messages was sent, ascending.
    pub(super) fn times(&self) -> Vec<Timestamp> {
        let mut at = self.first_at();
        let mut times = vec![at];
        for pause in self.pauses() {
            at = at.plus(pause);
            times.push(at);
        }
        times
    }

    /// How long it was silent between its messages.
    fn pauses(&self) -> Vec<Duration> {
        // Dice of their own, so that times and texts do not depend on each other.
        let mut dice = Dice::new(!self.seed);
        let pause = |_| {
            let seconds =
                if dice.percent(2) { dice.between(1_800, 32_000) } else { dice.between(9, 200) };
            Duration::from_millis(seconds * 1_000 + dice.between(0, 999))
        };
        (1..self.n_messages).map(pause).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    fn plan_of(people: u32, messages: u32) -> Vec<PlannedChat> {
        plan(Amounts { people, messages }, NOW, &mut Dice::new(7))
    }

    #[test]
    fn there_are_exactly_as_many_messages_as_asked_for() {
        for (people, messages) in [(1, 0), (1, 1), (40, 7), (40, 1_000), (3, 50_000)] {
            let n_messages: u32 = plan_of(people, messages).iter().map(|c| c.n_messages).sum();

            assert_eq!(n_messages, messages, "{people} people");
        }
    }

    #[test]
    fn nobody_has_two_open_chats_or_two_chats_at_once() {
        let chats = plan_of(40, 4_000);
        for person in 0..40 {
            let own: Vec<_> = chats.iter().filter(|chat| chat.person == person).collect();
            assert!(own.len() > 1);
            for pair in own.windows(2) {
                assert_eq!(pair[0].status, SessionStatus::Ended);
                assert!(pair[0].last_at < pair[1].first_at());
            }
        }
    }

    #[test]
    fn chats_stand_everywhere_and_none_in_the_future() {
        let chats = plan_of(40, 1_000);

        for status in [SessionStatus::Waiting, SessionStatus::Active, SessionStatus::Ended] {
            assert!(chats.iter().any(|chat| chat.status == status), "{status:?}");
        }
        assert!(chats.iter().all(|chat| chat.last_at < NOW && chat.n_messages > 0));
        assert!(chats.is_sorted_by_key(|chat| chat.last_at));
    }

    #[test]
    fn the_same_is_made_up_every_time() {
        assert_eq!(plan_of(40, 1_000), plan_of(40, 1_000));
    }
}
