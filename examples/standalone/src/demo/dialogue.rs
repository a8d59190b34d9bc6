//! What people write to each other.

use chatdesk_core::Side;

use super::dice::Dice;

/// The dialogues, each a subject and turns; see [`fill`] for `{…}` and `[…|…]`.
const TEXT: &str = include_str!("dialogues.txt");

/// One dialogue, before anything is filled in.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) subject: &'static str,
    pub(super) turns: Vec<Turn>,
}

/// One message of a script.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub(super) side: Side,
    pub(super) text: &'static str,
}

/// What stands for the gaps of one script, from its first message to its last.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    customer: String,
    agent: String,
    variant: usize,
    day: &'static str,
    plant: &'static str,
    city: &'static str,
    time: &'static str,
    order: u64,
    euros: u64,
}

impl Scene {
    /// A scene between these two.
    pub(super) fn new(customer: &str, agent: &str, dice: &mut Dice) -> Self {
        let mut one_of = |list: &[&'static str]| dice.pick(list).copied().unwrap_or_default();
        Self {
            customer: customer.to_owned(),
            agent: agent.to_owned(),
            day: one_of(&DAYS),
            plant: one_of(&PLANTS),
            city: one_of(&CITIES),
            time: one_of(&TIMES),
            // Six ways: the gaps have two or three choices.
            variant: usize::try_from(dice.between(0, 5)).unwrap_or_default(),
            order: dice.between(10_200, 98_700),
            euros: dice.between(8, 60),
        }
    }
}

const DAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const PLANTS: [&str; 8] = [
    "monstera",
    "snake plant",
    "pothos",
    "Boston fern",
    "peace lily",
    "rubber tree",
    "calathea",
    "cactus",
];
const CITIES: [&str; 8] =
    ["Bristol", "Leeds", "Porto", "Utrecht", "Aarhus", "Leipzig", "Ghent", "Malmö"];
const TIMES: [&str; 4] = ["noon", "ten", "two", "four"];

/// All scripts.
pub(super) fn scripts() -> Vec<Script> {
    let mut scripts: Vec<Script> = Vec::new();
    for line in TEXT.lines() {
        let Some((mark, text)) = line.split_once(' ') else { continue };
        match (mark, scripts.last_mut()) {
            ("=", _) => scripts.push(Script { subject: text, turns: Vec::new() }),
            ("c", Some(script)) => script.turns.push(Turn { side: Side::Customer, text }),
            ("d", Some(script)) => script.turns.push(Turn { side: Side::Desk, text }),
            _ => {}
        }
    }
    scripts
}

/// Fills a turn: `{plant}` is the scene's plant; of `[a|b|c]` the same place is taken all through a scene, so that an
/// answer fits its question.
pub(super) fn fill(text: &str, scene: &Scene) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '{']) {
        filled.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('[') { ']' } else { '}' };
        let Some(end) = rest[at..].find(close) else { break };
        let inner = &rest[at + 1..at + end];
        if close == ']' {
            let choices: Vec<_> = inner.split('|').collect();
            filled.push_str(&fill(choices[scene.variant % choices.len()], scene));
        } else {
            filled.push_str(&value(inner, scene));
        }
        rest = &rest[at + end + 1..];
    }
    filled.push_str(rest);
    filled
}

fn value(name: &str, scene: &Scene) -> String {
    match name {
        "first" => scene.customer.clone(),
        "agent" => scene.agent.clone(),
        "day" => scene.day.to_owned(),
        "plant" => scene.plant.to_owned(),
        "city" => scene.city.to_owned(),
        "time" => scene.time.to_owned(),
        "order" => format!("#{}", scene.order),
        "amount" => format!("€ {}", scene.euros),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_begins_with_the_customer_and_fills_without_a_rest() {
        let mut dice = Dice::new(1);
        let scripts = scripts();
        assert_eq!(scripts.len(), TEXT.lines().filter(|line| line.starts_with("= ")).count());
        for script in &scripts {
            assert_eq!(script.turns.first().map(|turn| turn.side), Some(Side::Customer));
            assert!(script.turns.len() >= 4, "{}", script.subject);
            let answer = script.turns.iter().position(|turn| turn.side == Side::Desk);
            assert!(answer.is_some_and(|at| at <= 2), "{}", script.subject);
            for _ in 0..20 {
                let scene = Scene::new("Clara", "Mei", &mut dice);
                for turn in &script.turns {
                    let text = fill(turn.text, &scene);
                    assert!(!text.contains(['[', ']', '{', '}', '|']), "{text}");
                    assert!(!text.contains("  ") && text == text.trim(), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn an_answer_takes_the_place_of_its_question() {
        let mut dice = Dice::new(1);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let scene = Scene::new("Clara", "Mei", &mut dice);
            let question = fill("[one|two|three] {plant}?", &scene);
            let answer = fill("[one|two|three] {plant}?", &scene);
            assert_eq!(question, answer);
            seen.insert(question);
        }
        assert_eq!(seen.len(), 3 * PLANTS.len());
    }

    #[test]
    fn no_line_of_the_dialogues_is_left_out() {
        let turns: usize = scripts().iter().map(|script| script.turns.len()).sum();
        let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with("= ")).count();

        assert_eq!(turns, lines);
    }
}
