use crate::table::Table;

/// Texts that nobody has sent yet, by the session that they are meant for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drafts {
    texts: Table<String, String>,
    /// Those that were changed here, and so win over what another tab wrote down.
    touched: Table<String, ()>,
}

impl Drafts {
    pub(crate) fn restore(texts: Vec<(String, String)>) -> Self {
        Self { texts: texts.into_iter().collect(), touched: Table::default() }
    }

    pub(crate) fn get(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    pub(crate) fn set(&mut self, key: &str, text: String) {
        self.touched.insert(key.to_owned(), ());
        if text.is_empty() {
            self.texts.remove(key);
        } else {
            self.texts.insert(key.to_owned(), text);
        }
    }

    pub(crate) fn clear(&mut self) {
        for (key, _) in std::mem::take(&mut self.texts) {
            self.touched.insert(key, ());
        }
    }

    /// What to write down, given what stands there.
    pub(crate) fn merged(&self, stored: Vec<(String, String)>) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> =
            stored.into_iter().filter(|(key, _)| !self.touched.has(key)).collect();
        for key in self.touched.keys() {
            if let Some(text) = self.texts.get(key) {
                all.push((key.clone(), text.clone()));
            }
        }
        all
    }
}
