use std::fs;
use std::path::{Path, PathBuf};

use crate::Random;

/// A folder of its own for one test, removed with everything in it at the end.
#[derive(Debug)]
pub struct TempFolder {
    path: PathBuf,
}

impl TempFolder {
    /// Makes an empty folder that nobody else has.
    #[must_use]
    pub fn new() -> Self {
        let name = format!("chatdesk-test-{:016x}", Random::fresh_seed());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("the system's temporary folder can be written");
        Self { path }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of something in it.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file into it and says where.
    #[must_use]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        fs::write(&path, content).expect("a temporary file can be written");
        path
    }

    /// The plain files in a folder below it, with their paths.
    #[must_use]
    pub fn files_in(&self, name: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.join(name)).expect("the folder can be listed");
        let mut files: Vec<_> = entries
            .map(|entry| entry.expect("the folder can be listed").path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        files
    }

    /// Copies a folder below it, flat, under a new name, and says where.
    #[must_use]
    pub fn copy_folder(&self, from: &str, to: &str) -> PathBuf {
        let target = self.join(to);
        fs::create_dir(&target).expect("a temporary folder can be made");
        for file in self.files_in(from) {
            let name = file.file_name().expect("a file has a name");
            fs::copy(&file, target.join(name)).expect("a temporary file can be copied");
        }
        target
    }
}

impl Default for TempFolder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("{} was left behind: {error}", self.path.display());
        }
    }
}
