//! Everything that can be done, by name: what the command bar offers and keys begin.

use chatdesk_widget_browser::{say, say_with};

use crate::actions::Switch;
use crate::address::{Filter, Route};
use crate::console::Console;
use crate::letters::{is_letter, lower};
use crate::names;
use crate::page::before_paint;
use crate::personal::Theme;
use crate::state::Signal;
use crate::writing::Mode;

/// The command bar and the page of keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Commands {
    pub(crate) open: Signal<Option<Sheet>>,
    pub(crate) query: Signal<String>,
    pub(crate) active: Signal<usize>,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// The command bar.
    Bar,
    /// The page of keys.
    Keys,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Bar,
    Keys,
    Next,
    Previous,
    Reply,
    Note,
    TurnNote,
    Canned,
    Search,
    Take,
    Release,
    HandOver(String),
    End,
    ShowWaiting,
    ShowMine,
    ShowAll,
    ShowEnded,
    SwitchOff,
    SwitchOn,
    Panel,
    Ticket,
    Begin,
    Go(Route),
    Theme(Theme),
    SignOut,
}

/// One line of the command bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) name: String,
    /// The keys that do the same.
    pub(crate) keys: &'static str,
    pub(crate) act: Act,
}

impl Commands {
    pub(crate) fn new() -> Self {
        Self { open: Signal::default(), query: Signal::default(), active: Signal::default() }
    }

    pub(crate) fn show(self, sheet: Sheet) {
        self.query.set(String::new());
        self.active.set(0);
        self.open.set(Some(sheet));
    }

    pub(crate) fn close(self) {
        self.open.set(None);
    }

    pub(crate) fn step(self, forward: usize, n_found: usize) {
        self.active.update(|active| *active = (*active + forward) % n_found.max(1));
    }

    /// Does it.
    pub(crate) fn perform(self, console: Console, act: Act) {
        match act {
            Act::Bar => self.show(Sheet::Bar),
            Act::Keys => self.show(Sheet::Keys),
            Act::Next => console.next_chat(),
            Act::Previous => console.previous_chat(),
            Act::Reply => write(console, Mode::Reply),
            // What customers have and colleagues have not.
            Act::Note | Act::TurnNote | Act::Canned | Act::Panel if console.is_team() => {}
            Act::Note => write(console, Mode::Note),
            Act::TurnNote => {
                console.writing.turn();
                write(console, console.writing.mode.get_untracked());
            }
            Act::Canned => {
                console.writing.picker.open(console);
                write(console, Mode::Reply);
            }
            Act::Search => console.focus_search(),
            Act::Take => console.take(),
            Act::Release => console.release(),
            Act::HandOver(agent) => console.hand_over(&agent),
            Act::End => console.ask_to_end(),
            Act::ShowWaiting => console.show_filter(Filter::Waiting),
            Act::ShowMine => console.show_filter(Filter::Mine),
            Act::ShowAll => console.show_filter(Filter::All),
            Act::ShowEnded => console.show_filter(Filter::Ended),
            Act::SwitchOff => console.switch_chat(Switch::Off),
            Act::SwitchOn => console.switch_chat(Switch::On),
            Act::Panel => console.toggle_panel(),
            Act::Ticket => console.make_ticket(),
            Act::Begin => console.team.begin(console, Vec::new()),
            Act::Go(route) => console.go(&route),
            Act::Theme(theme) => console.personal.change(console, |wishes| wishes.theme = theme),
            Act::SignOut => console.sign_out(),
        }
    }
}

/// The lines that fit what somebody looks for, the likeliest first.
pub(crate) fn fitting(console: Console, query: &str) -> Vec<Command> {
    let query = lower(query.trim());
    let commands = all(console).into_iter();
    let mut found: Vec<(u32, Command)> = commands
        .filter_map(|command| Some((distance(&query, &lower(&command.name))?, command)))
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().map(|(_, command)| command).take(40).collect()
}

/// Gives the composer the focus, to write this.
fn write(console: Console, mode: Mode) {
    if console.writing.mode.get_untracked() != mode {
        console.writing.mode.set(mode);
    }
    // A dialog that closes gives the focus back to where it was before.
    before_paint(move || console.root().focus("composer-text"));
}

/// All that can be done just now: what concerns the chat on the screen, where one goes, the chats.
fn all(console: Console) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut add = |name: String, keys, act| commands.push(Command { name, keys, act });
    let session = console.route.with_untracked(|route| route.session().map(str::to_owned));
    let is_chat = console.route.with_untracked(|route| matches!(route, Route::Session(_)));
    if console.is_team() {
        add(say("console.team.new"), "", Act::Begin);
        add(say("console.key.reply"), "r", Act::Reply);
    } else if session.is_some() {
        add(say("console.key.take"), "t", Act::Take);
        add(say("console.do.release"), "", Act::Release);
        for (id, name) in console.colleagues() {
            add(say_with("console.do.hand", &[("name", &name)]), "", Act::HandOver(id));
        }
        add(say("console.key.reply"), "r", Act::Reply);
        add(say("console.key.note"), "n", Act::Note);
        add(say("console.do.canned"), "/", Act::Canned);
        let end = if is_chat { "console.key.end" } else { "console.ticket.close" };
        add(say(end), "e", Act::End);
        match console.shown().is_none_or(|session| session.chat_enabled) {
            true => add(say("console.do.off"), "", Act::SwitchOff),
            false => add(say("console.do.on"), "", Act::SwitchOn),
        }
        add(say("console.do.panel"), "", Act::Panel);
        if let Some(session) = console.shown().filter(|_| is_chat) {
            let key = match session.ticket_id {
                Some(_) => "console.ticket.open",
                None => "console.ticket.make",
            };
            add(say(key), "", Act::Ticket);
        }
    }
    for (key, keys, act) in [
        ("console.key.waiting", "g w", Act::ShowWaiting),
        ("console.key.mine", "g m", Act::ShowMine),
        ("console.key.all", "g a", Act::ShowAll),
        ("console.key.ended", "g e", Act::ShowEnded),
        ("console.key.search", "/", Act::Search),
        ("console.key.tickets", "g t", Act::Go(Route::Tickets)),
        ("console.key.team", "g c", Act::Go(Route::Team(None))),
        ("console.do.users", "", Act::Go(Route::Users)),
        ("console.do.settings", "", Act::Go(Route::Settings)),
        ("console.do.light", "", Act::Theme(Theme::Light)),
        ("console.do.dark", "", Act::Theme(Theme::Dark)),
        ("console.do.auto", "", Act::Theme(Theme::Auto)),
        ("console.key.help", "?", Act::Keys),
    ] {
        add(say(key), keys, act);
    }
    if !console.desk().door.is_hosts() {
        add(say("console.door.out"), "", Act::SignOut);
    }
    commands.extend(listed(console));
    commands
}

/// The ways to the chats of the list.
fn listed(console: Console) -> Vec<Command> {
    let mut commands = Vec::new();
    console.list.with_untracked(|list| {
        console.sessions.with_untracked(|sessions| {
            for session in list.ids.iter().filter_map(|id| sessions.get(id)) {
                let name = say_with("console.do.open", &[("name", &names::customer(session))]);
                commands.push(Command { name, keys: "", act: Act::Go(Route::of(session)) });
            }
        });
    });
    commands
}

/// How far a name is from what somebody looks for: its letters in their order, the closer the better.
fn distance(query: &str, name: &str) -> Option<u32> {
    if query.is_empty() {
        return Some(0);
    }
    if let Some(at) = name.find(query) {
        let starts_word = name.get(..at).is_none_or(|before| !before.ends_with(is_letter));
        return Some(if starts_word { 1 } else { 3 });
    }
    let mut letters = name.chars();
    let mut skipped = 0_u32;
    for wanted in query.chars().filter(|letter| !letter.is_whitespace()) {
        loop {
            if letters.next()? == wanted {
                break;
            }
            skipped += 1;
        }
    }
    Some(10 + skipped)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn the_likelier_name_is_closer() {
        let [word, part, letters] =
            ["end chat", "send", "every new day"].map(|name| distance("end", name));
        assert!(word < part && part < letters, "{word:?} {part:?} {letters:?}");
        assert_eq!(distance("end", "den"), None);
        assert_eq!(distance("", "anything"), Some(0));
        assert!(distance("hob", "hand over to bo").is_some(), "letters in their order");
        assert!(distance("ö", "zoë, ö").is_some());
    }
}
