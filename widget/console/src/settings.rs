//! What an admin changes while the server runs, as it is shown and edited.

use any_spawner::Executor;
use chatdesk_widget_browser::{Decode, Json, Writer, list, say};

use crate::console::Console;
use crate::sending::{Refusal, change};
use crate::state::Signal;

pub(crate) mod colour;
pub(crate) mod editor;

use editor::Editor;

/// The days of a week as the server names them.
pub(crate) const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The page of settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// As it stands in the fields.
    pub(crate) form: Signal<Form>,
    /// As the server has it, once it said so.
    pub(crate) saved: Signal<Option<Form>>,
    pub(crate) state: Signal<State>,
    /// The canned replies' own form.
    pub(crate) editor: Editor,
}

/// How saving stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) is_saving: bool,
    pub(crate) is_saved: bool,
    pub(crate) refusal: Option<Refusal>,
    /// Somebody else saved while something was changed here.
    pub(crate) is_overtaken: bool,
}

/// All that can be set; an empty text is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) title: String,
    pub(crate) greeting: String,
    pub(crate) expectation: String,
    pub(crate) away: String,
    pub(crate) color: String,
    pub(crate) ask_contact: bool,
    /// Whether there are opening hours at all.
    pub(crate) has_hours: bool,
    pub(crate) time_zone: String,
    pub(crate) hours: Vec<OpenHours>,
}

/// From when to when it is open on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenHours {
    /// Its place in [`DAYS`].
    pub(crate) day: usize,
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Settings {
    pub(crate) fn new() -> Self {
        Self {
            form: Signal::default(),
            saved: Signal::default(),
            state: Signal::default(),
            editor: Editor::new(),
        }
    }

    /// Whether something was changed and not saved.
    pub(crate) fn is_changed(self) -> bool {
        self.saved
            .with(|saved| saved.as_ref().is_some_and(|saved| self.form.with(|form| form != saved)))
    }

    /// Asks how they stand. What was changed here stays in its fields.
    pub(crate) fn load(self, console: Console) {
        Executor::spawn_local(async move {
            match change(console, "GET", "/admin/settings", None).await {
                Ok(answer) => self.take(&answer),
                Err(refusal) if self.saved.with_untracked(Option::is_none) => {
                    self.state.update(|state| state.refusal = Some(refusal));
                }
                // What is shown is as good as it was.
                Err(_) => {}
            }
        });
    }

    /// Somebody left.
    pub(crate) fn forget(self) {
        self.saved.set(None);
        self.form.set(Form::default());
        self.state.set(State::default());
        self.editor.open.set(None);
    }

    /// Takes back what was changed.
    pub(crate) fn revert(self) {
        if let Some(saved) = self.saved.get_untracked() {
            self.form.set(saved);
        }
        self.state.set(State::default());
    }

    /// Saves all of it.
    pub(crate) fn save(self, console: Console) {
        if self.state.with_untracked(|state| state.is_saving) {
            return;
        }
        self.state.set(State { is_saving: true, ..State::default() });
        let form = self.form.get_untracked();
        Executor::spawn_local(async move {
            let body = form.write();
            let answer = change(console, "PUT", "/admin/settings", Some(&body)).await;
            let mut state = State::default();
            match answer {
                Ok(answer) => {
                    let saved = Form::read(&answer);
                    // What was typed meanwhile is not saved yet.
                    if self.form.with_untracked(|now| *now == form) {
                        self.form.put(saved.clone());
                    }
                    self.saved.put(Some(saved));
                    state.is_saved = true;
                }
                Err(refusal) => state.refusal = Some(refusal),
            }
            self.state.set(state);
        });
    }

    fn take(self, answer: &Json) {
        let news = Form::read(answer);
        let is_changed = self.saved.with_untracked(|saved| {
            saved.as_ref().is_some_and(|saved| self.form.with_untracked(|form| form != saved))
        });
        let is_news = self.saved.with_untracked(|saved| saved.as_ref() != Some(&news));
        if is_changed && is_news {
            self.state.update(|state| state.is_overtaken = true);
        } else if !is_changed {
            self.form.put(news.clone());
        }
        self.saved.put(Some(news));
    }

    /// What is wrong with a field.
    pub(crate) fn wrong(self, pointer: &str) -> Option<String> {
        self.state.get().refusal.and_then(|refusal| refusal.of_field(pointer))
    }
}

impl Form {
    fn read(json: &Json) -> Self {
        let text = |name| Option::<String>::decode(json.field(name)).flatten().unwrap_or_default();
        let hours = json.field("hours");
        let days: Vec<Json> = Decode::decode(hours.field("days")).unwrap_or_default();
        Self {
            title: text("title"),
            greeting: text("greeting"),
            expectation: text("expectation"),
            away: text("away"),
            color: text("color"),
            ask_contact: *json.field("ask_contact") != Json::Bool(false),
            has_hours: *hours != Json::Null,
            time_zone: Decode::decode(hours.field("time_zone")).unwrap_or_default(),
            hours: days.iter().filter_map(OpenHours::read).collect(),
        }
    }

    fn write(&self) -> String {
        let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let mut writer = Writer::new()
            .maybe("title", some(&self.title).as_deref())
            .maybe("greeting", some(&self.greeting).as_deref())
            .maybe("expectation", some(&self.expectation).as_deref())
            .maybe("away", some(&self.away).as_deref())
            .maybe("color", some(&self.color).as_deref())
            .raw("ask_contact", if self.ask_contact { "true" } else { "false" });
        if self.has_hours {
            let days = list(self.hours.iter().map(OpenHours::write));
            let zone = self.time_zone.trim();
            let hours = Writer::new().text("time_zone", zone).raw("days", &days).finish();
            writer = writer.raw("hours", &hours);
        }
        writer.finish()
    }

    /// Opens a day for one more part of it.
    pub(crate) fn open(&mut self, day: usize) {
        let place = self.hours.iter().rposition(|hours| hours.day <= day).map_or(0, |at| at + 1);
        let (from, to) = match self.hours.iter().rev().find(|hours| hours.day == day) {
            // The afternoon after the morning.
            Some(before) => (before.to.clone(), String::new()),
            None => ("09:00".into(), "17:00".into()),
        };
        self.hours.insert(place, OpenHours { day, from, to });
    }
}

impl OpenHours {
    fn read(json: &Json) -> Option<Self> {
        let day: String = Decode::decode(json.field("day"))?;
        Some(Self {
            day: DAYS.iter().position(|known| *known == day)?,
            from: Decode::decode(json.field("from"))?,
            to: Decode::decode(json.field("to"))?,
        })
    }

    fn write(&self) -> String {
        let day = DAYS.get(self.day).copied().unwrap_or_default();
        Writer::new().text("day", day).text("from", &self.from).text("to", &self.to).finish()
    }
}

/// What a day is called.
pub(crate) fn day(place: usize) -> String {
    match place {
        0 => say("console.day.monday"),
        1 => say("console.day.tuesday"),
        2 => say("console.day.wednesday"),
        3 => say("console.day.thursday"),
        4 => say("console.day.friday"),
        5 => say("console.day.saturday"),
        _ => say("console.day.sunday"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, OpenHours};
    use chatdesk_widget_browser::Json;

    #[test]
    fn what_was_read_is_written_again() {
        let text = r##"{"title":"Help","color":"#112233","ask_contact":false,"hours":{"time_zone":"Europe/Berlin","days":[{"day":"monday","from":"09:00","to":"12:00"},{"day":"monday","from":"13:00","to":"17:30"}]}}"##;

        assert_eq!(Form::read(&Json::parse(text).unwrap()).write(), text);
    }

    #[test]
    fn nothing_set_is_read_as_what_holds_by_default() {
        let form = Form::read(&Json::parse("{}").unwrap());
        assert_eq!(form, Form { ask_contact: true, ..Form::default() });
        assert_eq!(form.write(), r#"{"ask_contact":true}"#);
    }

    #[test]
    fn a_further_part_of_a_day_stands_after_its_others() {
        let mut form = Form::default();
        for day in [4, 0, 2, 0] {
            form.open(day);
        }
        let days: Vec<_> = form.hours.iter().map(|hours| (hours.day, &*hours.from)).collect();
        assert_eq!(days, [(0, "09:00"), (0, "17:00"), (2, "09:00"), (4, "09:00")]);
        let morning = OpenHours { day: 0, from: "09:00".into(), to: "17:00".into() };
        assert_eq!(form.hours.first(), Some(&morning));
    }
}
