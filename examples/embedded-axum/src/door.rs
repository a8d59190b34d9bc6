//! How the shop's staff get into the console: a code that works once, behind a login of the shop.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chatdesk::Timestamp;

use crate::{people::Person, sessions::unguessable};

const CODE_FOR: Duration = Duration::from_mins(1);

/// Codes that were not used yet. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct Door {
    codes: Arc<Mutex<HashMap<String, (&'static Person, Timestamp)>>>,
}

impl Door {
    /// A code for one of the staff.
    pub(crate) fn code(
        &self,
        person: &'static Person,
        now: Timestamp,
    ) -> Result<String, getrandom::Error> {
        let code = unguessable()?;
        let mut codes = self.codes();
        codes.retain(|_, (_, until)| now < *until);
        codes.insert(code.clone(), (person, now.plus(CODE_FOR)));
        Ok(code)
    }

    /// Whose code it is; it is used up by this.
    pub(crate) fn take(&self, code: &str, now: Timestamp) -> Option<&'static Person> {
        let (person, until) = self.codes().remove(code)?;
        (now < until).then_some(person)
    }

    fn codes(&self) -> MutexGuard<'_, HashMap<String, (&'static Person, Timestamp)>> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
