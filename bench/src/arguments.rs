//! What `cargo xtask bench` hands over.

use std::path::PathBuf;

use crate::Outcome;

/// Where things are, and what is to be measured.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) server: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) history: PathBuf,
    pub(crate) commit: String,
    /// Part of a measurement's name; empty for all.
    pub(crate) filter: String,
}

impl Arguments {
    /// Reads `SERVER FOLDER HISTORY COMMIT [FILTER]`.
    ///
    /// # Errors
    /// When there are fewer or more.
    pub(crate) fn read(given: &[String]) -> Outcome<Self> {
        let [server, folder, history, commit, filter @ ..] = given else {
            return Err("run `cargo xtask bench`, which builds and finds what this needs".into());
        };
        let ([] | [_]) = filter else {
            return Err(format!("one measurement was expected, not {filter:?}").into());
        };
        Ok(Self {
            server: server.into(),
            folder: folder.into(),
            history: history.into(),
            commit: commit.clone(),
            filter: filter.concat(),
        })
    }
}
