//! The customer's phone: what it shows, and what is typed into it.

use std::io::{self, Write};

/// What can be pressed below a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Button {
    /// What comes back.
    pub(super) id: String,
    /// What it says.
    pub(super) title: String,
}

/// A message as the phone shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bubble {
    pub(super) text: String,
    pub(super) buttons: Vec<Button>,
    /// Which message of the provider it is.
    pub(super) message_id: String,
}

/// What the customer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Writes.
    Write(String),
    /// Presses a button of the newest message that has some.
    Press(Button),
    /// Sends a picture.
    Photo,
    /// Puts the phone away.
    Quit,
    /// Wants to know what can be typed, or typed something that is not known: what they are told.
    Help(String),
    /// Nothing.
    Nothing,
}

const HELP: &str = "\
What you type is what the customer writes.
  1, 2, …            press that button
  /press End Chat    press the button with that title
  /photo             send a picture
  /quit              leave";

/// What can be pressed on it now.
#[derive(Debug, Default)]
pub(super) struct Phone {
    buttons: Vec<Button>,
    under: String,
}

impl Phone {
    /// Shows a message.
    pub(super) fn show(&mut self, bubble: &Bubble, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "╭─ Support")?;
        for line in bubble.text.lines() {
            writeln!(out, "│ {}", plain(line))?;
        }
        let buttons = bubble.buttons.iter().enumerate();
        let buttons: Vec<_> =
            buttons.map(|(at, button)| format!("[{} {}]", at + 1, plain(&button.title))).collect();
        writeln!(out, "╰─ {}", buttons.join(" "))?;
        if !bubble.buttons.is_empty() {
            self.buttons.clone_from(&bubble.buttons);
            self.under.clone_from(&bubble.message_id);
        }
        out.flush()
    }

    /// Below which message the buttons stand.
    pub(super) fn under(&self) -> &str {
        &self.under
    }

    /// What a line means that somebody typed.
    pub(super) fn read(&self, line: &str) -> Line {
        let line = line.trim();
        if line.is_empty() {
            return Line::Nothing;
        }
        let number = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(button) = number.and_then(|at| self.buttons.get(at)) {
            return Line::Press(button.clone());
        }
        let Some(command) = line.strip_prefix('/') else { return Line::Write(line.to_owned()) };
        let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
        match name {
            "press" => self.press(rest.trim()),
            "photo" => Line::Photo,
            "quit" => Line::Quit,
            _ => Line::Help(HELP.to_owned()),
        }
    }

    fn press(&self, title: &str) -> Line {
        let fits = |button: &&Button| button.title.to_lowercase() == title.to_lowercase();
        match self.buttons.iter().find(fits) {
            Some(button) => Line::Press(button.clone()),
            None if self.buttons.is_empty() => Line::Help("There is no button yet.".to_owned()),
            None => {
                let titles: Vec<_> = self.buttons.iter().map(|button| &*button.title).collect();
                Line::Help(format!("There is no such button; there are: {}", titles.join(", ")))
            }
        }
    }
}

/// What moves a terminal's cursor, or its colours, is none of a message's business.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bubble(text: &str, titles: &[&str]) -> Bubble {
        let button = |title: &&str| Button { id: title.to_lowercase(), title: (*title).to_owned() };
        let buttons = titles.iter().map(button).collect();
        Bubble { text: text.to_owned(), buttons, message_id: text.to_owned() }
    }

    fn shown(phone: &mut Phone, bubble: &Bubble) -> String {
        let mut out = Vec::new();
        phone.show(bubble, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_message_is_a_bubble_with_its_buttons_below() {
        let mut phone = Phone::default();
        let text = shown(&mut phone, &bubble("Hi!\nWhat is it?", &["End Chat", "Menu"]));
        assert_eq!(text, "╭─ Support\n│ Hi!\n│ What is it?\n╰─ [1 End Chat] [2 Menu]\n");
        assert_eq!(shown(&mut phone, &bubble("Bye", &[])), "╭─ Support\n│ Bye\n╰─ \n");
    }

    #[test]
    fn what_would_move_the_terminal_is_not_shown() {
        let text = shown(&mut Phone::default(), &bubble("a\u{1b}[2Jb\u{7}", &[]));
        assert_eq!(text, "╭─ Support\n│ a[2Jb\n╰─ \n");
    }

    #[test]
    fn a_number_or_a_title_presses_what_was_shown_last() {
        let mut phone = Phone::default();
        assert_eq!(phone.read("1"), Line::Write("1".to_owned()));
        shown(&mut phone, &bubble("one", &["Old"]));
        shown(&mut phone, &bubble("two", &["End Chat", "Menu"]));
        shown(&mut phone, &bubble("three", &[]));

        let Line::Press(button) = phone.read("2") else { panic!("it is pressed") };
        assert_eq!((button.title.as_str(), phone.under()), ("Menu", "two"));
        let Line::Press(button) = phone.read("/press end chat") else { panic!("it is pressed") };
        assert_eq!(button.id, "end chat");
        assert_eq!(phone.read("3"), Line::Write("3".to_owned()));
        assert_eq!(phone.read("0"), Line::Write("0".to_owned()));
        let Line::Help(told) = phone.read("/press Old") else { panic!("it is gone") };
        assert!(told.contains("End Chat, Menu"), "{told}");
    }

    #[test]
    fn commands_are_known_and_everything_else_is_written() {
        let phone = Phone::default();
        assert_eq!(phone.read("  hello / there "), Line::Write("hello / there".to_owned()));
        assert_eq!(phone.read(" \t"), Line::Nothing);
        assert_eq!(phone.read("/photo"), Line::Photo);
        assert_eq!(phone.read("/quit"), Line::Quit);
        assert!(matches!(phone.read("/help"), Line::Help(told) if told.contains("/photo")));
        assert!(matches!(phone.read("/press"), Line::Help(_)));
    }
}
