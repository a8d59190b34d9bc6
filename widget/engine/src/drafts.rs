use crate::table::Table;

/// Texts that nobody has sent yet, by the session that they are meant for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drafts {
    texts: Table<String, String>,
    /// What this tab wrote down last, or found there: only that may it take away again.
    written: Table<String, String>,
}

impl Drafts {
    pub(crate) fn restore(texts: Vec<(String, String)>) -> Self {
        let texts: Table<String, String> = texts.into_iter().collect();
        Self { written: texts.clone(), texts }
    }

    pub(crate) fn get(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    pub(crate) fn set(&mut self, key: &str, text: String) {
        if text.is_empty() {
            self.texts.remove(key);
        } else {
            self.texts.insert(key.to_owned(), text);
        }
    }

    /// What was typed at one place goes on at another one, below what was typed there.
    pub(crate) fn move_to(&mut self, from: &str, to: &str) {
        if from == to {
            return;
        }
        if let Some(text) = self.texts.remove(from) {
            let there = self.texts.entry(to.to_owned());
            if !there.is_empty() {
                there.push('\n');
            }
            there.push_str(&text);
        }
    }

    /// The sessions are gone: what was typed for them goes to the next one.
    pub(crate) fn gather(&mut self) {
        let keys: Vec<String> = self.texts.keys().cloned().collect();
        for key in keys {
            self.move_to(&key, "");
        }
    }

    pub(crate) fn clear(&mut self) {
        self.texts.clear();
    }

    /// What to write down, given what stands there: another tab's draft stays until there is one
    /// of ours.
    pub(crate) fn merged(&mut self, stored: Vec<(String, String)>) -> Vec<(String, String)> {
        let mut all: Table<String, String> = stored
            .into_iter()
            .filter(|(key, text)| self.written.get(key.as_str()) != Some(text))
            .collect();
        for (key, text) in self.texts.clone() {
            all.insert(key, text);
        }
        self.written = self.texts.clone();
        all.into_iter().collect()
    }
}
