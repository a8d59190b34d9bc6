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

/// What stands for `{first}` and `{agent}` all through a chat.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) customer: String,
    pub(super) agent: String,
}

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

/// Fills a turn: `[a|b]` becomes one of the two, `{plant}` a plant.
pub(super) fn fill(text: &str, names: &Names, dice: &mut Dice) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '{']) {
        filled.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('[') { ']' } else { '}' };
        let Some(end) = rest[at..].find(close) else { break };
        let inner = &rest[at + 1..at + end];
        if close == ']' {
            let choices: Vec<_> = inner.split('|').collect();
            let chosen = dice.pick(&choices).copied().unwrap_or_default();
            filled.push_str(&fill(chosen, names, dice));
        } else {
            filled.push_str(&value(inner, names, dice));
        }
        rest = &rest[at + end + 1..];
    }
    filled.push_str(rest);
    filled
}

fn value(name: &str, names: &Names, dice: &mut Dice) -> String {
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
    let one_of =
        |list: &[&str], dice: &mut Dice| dice.pick(list).copied().unwrap_or_default().to_owned();
    match name {
        "first" => names.customer.clone(),
        "agent" => names.agent.clone(),
        "day" => one_of(&DAYS, dice),
        "plant" => one_of(&PLANTS, dice),
        "city" => one_of(&CITIES, dice),
        "order" => format!("#{}", dice.between(10_200, 98_700)),
        "amount" => format!("€ {}", dice.between(8, 60)),
        "time" => one_of(&["noon", "ten", "two", "four"], dice),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_begins_with_the_customer_and_fills_without_a_rest() {
        let names = Names { customer: "Clara".to_owned(), agent: "Mei".to_owned() };
        let mut dice = Dice::new(1);
        let scripts = scripts();
        assert_eq!(scripts.len(), TEXT.lines().filter(|line| line.starts_with("= ")).count());
        for script in &scripts {
            assert_eq!(script.turns.first().map(|turn| turn.side), Some(Side::Customer));
            assert!(script.turns.len() >= 4, "{}", script.subject);
            let answer = script.turns.iter().position(|turn| turn.side == Side::Desk);
            assert!(answer.is_some_and(|at| at <= 2), "{}", script.subject);
            for _ in 0..20 {
                for turn in &script.turns {
                    let text = fill(turn.text, &names, &mut dice);
                    assert!(!text.contains(['[', ']', '{', '}', '|']), "{text}");
                    assert!(!text.contains("  ") && text == text.trim(), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn no_line_of_the_dialogues_is_left_out() {
        let turns: usize = scripts().iter().map(|script| script.turns.len()).sum();
        let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with("= ")).count();

        assert_eq!(turns, lines);
    }
}
