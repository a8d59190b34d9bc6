//! Gathers what file, environment and flags say, without knowing yet what it means.

use std::{collections::BTreeMap, ffi::OsString, fs, mem, path::Path};

use super::{
    fault::{ConfigError, Fault},
    key::{self, Key},
    parse::Expect,
    place::{Place, Value},
};

/// Settings of the command line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    /// `--addr`
    pub(crate) addr: Option<String>,
    /// `--data`
    pub(crate) data: Option<String>,
}

/// What was set, each key by its strongest source, and what was wrong on the way.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    set: BTreeMap<&'static Key, (Place, Value)>,
    listed: Vec<Listed>,
    faults: Vec<Fault>,
}

/// One of several tables of one name.
#[derive(Debug)]
pub(crate) struct Listed {
    path: String,
    number: usize,
    values: BTreeMap<&'static Key, Value>,
}

impl Listed {
    fn place(&self, key: &'static Key) -> Place {
        Place::Listed { path: self.path.clone(), number: self.number, key }
    }
}

impl Settings {
    /// Lays a file under everything that is laid on later.
    pub(crate) fn lay_file(&mut self, path: &Path) {
        match fs::read_to_string(path) {
            Ok(text) => self.lay_toml(&path.display().to_string(), &text),
            Err(error) => self.faults.push(Fault::Unreadable {
                path: path.display().to_string(),
                why: error.to_string(),
            }),
        }
    }

    /// The same for the text of a file.
    pub(crate) fn lay_toml(&mut self, path: &str, text: &str) {
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                // Not the error's own text: it quotes the line, which may hold a secret.
                let before = error.span().map_or(0, |span| span.start.min(text.len()));
                let line = 1 + text.as_bytes()[..before].iter().filter(|b| **b == b'\n').count();
                let why = error.message().to_owned();
                self.faults.push(Fault::Syntax { path: path.to_owned(), line, why });
                return;
            }
        };
        for (section, content) in table {
            match content {
                toml::Value::Table(keys) if key::sections().contains(&section.as_str()) => {
                    self.lay_section(path, &section, keys);
                }
                toml::Value::Table(channels) if section == "channels" => {
                    self.lay_channels(path, channels);
                }
                toml::Value::Table(_) => self.unknown_section(path, format!("[{section}]")),
                _ => self.unknown_section(path, format!("{section}, outside of every table,")),
            }
        }
    }

    fn unknown_section(&mut self, path: &str, name: String) {
        self.faults.push(Fault::UnknownSection { path: path.to_owned(), name });
    }

    fn lay_section(&mut self, path: &str, section: &str, keys: toml::Table) {
        for (name, value) in keys {
            let path = path.to_owned();
            if let Some(key) = key::find(section, &name) {
                self.lay(key, Place::File { path, key }, value.into());
            } else {
                let section = section.to_owned();
                self.faults.push(Fault::UnknownKey { path, section, name });
            }
        }
    }

    fn lay_channels(&mut self, path: &str, channels: toml::Table) {
        for (name, content) in channels {
            match content {
                toml::Value::Table(keys) if name != "webhook" => {
                    let section = format!("channels.{name}");
                    if key::sections().contains(&section.as_str()) {
                        self.lay_section(path, &section, keys);
                    } else {
                        self.unknown_section(path, format!("[{section}]"));
                    }
                }
                toml::Value::Array(tables) if name == "webhook" => {
                    for (at, table) in tables.into_iter().enumerate() {
                        self.lay_listed(path, at + 1, table);
                    }
                }
                _ => self.unknown_section(path, format!("[channels.{name}]")),
            }
        }
    }

    fn lay_listed(&mut self, path: &str, number: usize, table: toml::Value) {
        let toml::Value::Table(table) = table else {
            let kind = table.type_str();
            return self.unknown_section(path, format!("a {kind} in [[{}]]", key::WEBHOOKS));
        };
        let mut values = BTreeMap::new();
        for (name, value) in table {
            if let Some(key) = key::find_in_list(&name) {
                values.insert(key, value.into());
            } else {
                let (path, section) = (path.to_owned(), key::WEBHOOKS.to_owned());
                self.faults.push(Fault::UnknownKey { path, section, name });
            }
        }
        self.listed.push(Listed { path: path.to_owned(), number, values });
    }

    /// Lays the environment over what is there: variables that begin with `CHATDESK_`.
    ///
    /// `CHATDESK_LOG` and `CHATDESK_TEST_…` are not settings and stay unread.
    pub(crate) fn lay_variables(&mut self, variables: impl Iterator<Item = (OsString, OsString)>) {
        for (name, value) in variables {
            let name = name.to_string_lossy().into_owned();
            if !name.starts_with("CHATDESK_")
                || name == "CHATDESK_LOG"
                || name.starts_with("CHATDESK_TEST_")
            {
                continue;
            }
            match (key::find_variable(&name), value.into_string()) {
                (None, _) => self.faults.push(Fault::UnknownVariable(name)),
                (Some(_), Err(_)) => self.faults.push(Fault::NotText(name)),
                (Some(key), Ok(text)) => self.lay(key, Place::Variable(name), Value::Raw(text)),
            }
        }
    }

    /// Lays the command line over what is there.
    pub(crate) fn lay_flags(&mut self, flags: Flags) {
        let flags = [(&key::ADDR, "--addr", flags.addr), (&key::DATA, "--data", flags.data)];
        for (key, flag, text) in flags {
            if let Some(text) = text {
                self.lay(key, Place::Flag(flag), Value::Raw(text));
            }
        }
    }

    fn lay(&mut self, key: &'static Key, place: Place, value: Value) {
        self.set.insert(key, (place, value));
    }

    /// Lays a simulated provider over what is there: no other is talked to, and nobody is alerted; the server listens for
    /// this machine alone.
    pub(crate) fn lay_simulation(&mut self, text: &str) {
        let stays = |key: &&Key| !key.section.starts_with("channels.") && key.section != "notify";
        self.set.retain(|key, _| stays(key) && **key != key::PUBLIC_URL);
        self.listed.clear();
        let addr = Value::Raw("127.0.0.1:0".to_owned());
        self.lay(&key::ADDR, Place::Flag("simulate"), addr);
        self.lay_toml("the simulation", text);
    }

    /// Whether somebody chose a folder.
    pub(crate) fn has_data(&self) -> bool {
        self.set.contains_key(&key::DATA)
    }

    /// Chooses one.
    pub(crate) fn lay_data(&mut self, folder: &Path) {
        let folder = Value::Raw(folder.display().to_string());
        self.lay(&key::DATA, Place::Flag("simulate"), folder);
    }

    /// Refuses that several of these are set: each would be the only one that counts.
    pub(crate) fn at_most_one(&mut self, keys: &[&Key]) {
        let places = keys.iter().filter_map(|key| self.set.get(key).map(|(place, _)| place));
        let places: Vec<_> = places.cloned().collect();
        if places.len() > 1 {
            self.faults.push(Fault::Together(places));
        }
    }

    /// Takes what was set for `key`; `None` also when that does not fit, which [`Settings::finish`] tells.
    pub(crate) fn take<T>(&mut self, key: &Key, expect: &Expect<T>) -> Option<T> {
        self.take_if(key, expect, |_| None)
    }

    /// The same for what has to fit beside other settings: `misfit` says what would.
    pub(crate) fn take_if<T>(
        &mut self,
        key: &Key,
        expect: &Expect<T>,
        misfit: impl FnOnce(&T) -> Option<&'static str>,
    ) -> Option<T> {
        let (place, value) = self.set.remove(key)?;
        let taken = (expect.read)(&value);
        let expected = taken.as_ref().map_or(Some(expect.what), misfit);
        if let Some(expected) = expected {
            self.faults.push(Fault::value(key, place, &value, expected));
            return None;
        }
        taken
    }

    /// The same for a key that has to be there.
    pub(crate) fn require<T>(&mut self, key: &'static Key, expect: &Expect<T>) -> Option<T> {
        if !self.set.contains_key(key) {
            let place = Place::Nowhere(key);
            self.faults.push(Fault::Missing { place, expected: expect.what });
        }
        self.take(key, expect)
    }

    /// Whether anything was set in a table.
    pub(crate) fn has(&self, section: &str) -> bool {
        self.set.keys().any(|key| key.section == section)
    }

    /// Takes all tables of the list.
    pub(crate) fn take_listed(&mut self) -> Vec<Listed> {
        mem::take(&mut self.listed)
    }

    /// Takes what was set for `key` in one of them, as [`Settings::take`] does.
    pub(crate) fn take_from<T>(
        &mut self,
        listed: &mut Listed,
        key: &'static Key,
        expect: &Expect<T>,
    ) -> Option<T> {
        let value = listed.values.remove(key)?;
        let taken = (expect.read)(&value);
        if taken.is_none() {
            self.faults.push(Fault::value(key, listed.place(key), &value, expect.what));
        }
        taken
    }

    /// The same for a key that has to be there.
    pub(crate) fn require_from<T>(
        &mut self,
        listed: &mut Listed,
        key: &'static Key,
        expect: &Expect<T>,
    ) -> Option<T> {
        if !listed.values.contains_key(key) {
            let place = listed.place(key);
            self.faults.push(Fault::Missing { place, expected: expect.what });
        }
        self.take_from(listed, key, expect)
    }

    /// Refuses a table whose `key` says what that of an earlier one says.
    pub(crate) fn refuse_again(&mut self, listed: &Listed, key: &'static Key) {
        self.faults.push(Fault::Again(listed.place(key)));
    }

    /// Hands out what was made of the settings.
    ///
    /// # Errors
    /// When anything was wrong on the way.
    pub(crate) fn finish<T>(self, made: T) -> Result<T, ConfigError> {
        if self.faults.is_empty() { Ok(made) } else { Err(ConfigError(self.faults)) }
    }
}
