//! What one person wants of the console in this browser.

use chatdesk_widget_browser::{Json, Writer, listen};

use crate::console::Console;
use crate::page::window;
use crate::root::Root;
use crate::state::Signal;

/// Kept in the browser, not by the server: another one may have other eyes and ears before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Personal {
    wishes: Signal<Wishes>,
    key: Signal<String>,
}

/// What somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wishes {
    pub(crate) theme: Theme,
    /// A language's tag; empty for the browser's own.
    pub(crate) language: String,
    pub(crate) sound: bool,
    pub(crate) notifications: bool,
    /// Whether single keys do something.
    pub(crate) keys: bool,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the browser is.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn read(text: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text).unwrap_or_default()
    }
}

impl Personal {
    /// What stands under this key; what does not is as the host's page says.
    pub(crate) fn read(key: &str, theme: &str, language: &str) -> Self {
        let key = format!("{key} personal");
        let kept = storage().and_then(|storage| storage.get_item(&key).ok()?);
        let json = kept.and_then(|text| Json::parse(&text)).unwrap_or(Json::Null);
        let wishes = Wishes {
            theme: Theme::read(text(&json, "theme").unwrap_or(theme)),
            language: text(&json, "language").unwrap_or(language).to_owned(),
            sound: *json.field("sound") == Json::Bool(true),
            notifications: *json.field("notifications") == Json::Bool(true),
            keys: *json.field("keys") != Json::Bool(false),
        };
        Self { wishes: Signal::new(wishes), key: Signal::new(key) }
    }

    pub(crate) fn get(self) -> Wishes {
        self.wishes.with(Clone::clone)
    }

    pub(crate) fn wants<T>(self, look: impl FnOnce(&Wishes) -> T) -> T {
        self.wishes.with_untracked(look)
    }

    /// Changes something, keeps it and shows it.
    pub(crate) fn change(self, console: Console, change: impl FnOnce(&mut Wishes)) {
        let mut wishes = self.wishes.get_untracked();
        change(&mut wishes);
        let text = Writer::new()
            .text("theme", wishes.theme.as_str())
            .text("language", &wishes.language)
            .raw("sound", word(wishes.sound))
            .raw("notifications", word(wishes.notifications))
            .raw("keys", word(wishes.keys))
            .finish();
        if let Some(storage) = storage() {
            // Closed or full storage: it holds for as long as the page does.
            drop(storage.set_item(&self.key.get_untracked(), &text));
        }
        self.wishes.put(wishes);
        self.draw(console);
    }

    /// The host's page changed its mind; who chose here is not overruled for long.
    pub(crate) fn offer_theme(self, console: Console, theme: &str) {
        self.wishes.update(|wishes| wishes.theme = Theme::read(theme));
        self.draw(console);
    }

    /// Shows it, and again whenever the browser's own colours change.
    pub(crate) fn apply(self, console: Console) {
        self.draw(console);
        if let Ok(Some(dark)) = window().match_media("(prefers-color-scheme: dark)") {
            listen(&dark, "change", move |_| self.draw(console));
        }
    }

    fn draw(self, console: Console) {
        let is_dark = match self.wants(|wishes| wishes.theme) {
            Theme::Auto => Root::is_dark_around(),
            Theme::Light => false,
            Theme::Dark => true,
        };
        console.root().set("data-scheme", if is_dark { "dark" } else { "light" });
    }
}

fn text<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    match json.field(name) {
        Json::Text(text) => Some(text),
        _ => None,
    }
}

const fn word(is_it: bool) -> &'static str {
    if is_it { "true" } else { "false" }
}

/// What this browser keeps for the page; nothing where that is closed.
pub(crate) fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
