use std::collections::BTreeMap;

use serde_json::Value;

use super::{Bundle, Project, read, write};
use crate::Failure;

/// What begins the keys of texts that every bundle shows.
const SHARED: &str = "log.";

const BUNDLES: [Bundle; 2] = [Bundle::Console, Bundle::Visitor];

/// Gives each bundle its part of the texts of every language.
pub(super) fn split(project: &Project) -> Result<(), Failure> {
    let tables = tables(project)?;
    let each = |bundle| tables.iter().map(move |table| (bundle, table));
    for (bundle, (language, texts)) in BUNDLES.into_iter().flat_map(each) {
        let part: BTreeMap<&String, &Value> =
            texts.iter().filter(|(key, _)| bundle.says(key)).collect();
        let text = serde_json::to_string(&part)
            .map_err(|error| format!("the texts in `{language}` cannot be written: {error}"))?;
        write(&project.dist().join(path(bundle, language)), text.as_bytes())?;
    }
    Ok(())
}

/// The files that [`split`] writes, below `dist`.
pub(super) fn paths(project: &Project) -> Result<Vec<String>, Failure> {
    let languages: Vec<String> = tables(project)?.into_keys().collect();
    let each = |bundle| languages.iter().map(move |language| path(bundle, language));
    Ok(BUNDLES.into_iter().flat_map(each).collect())
}

fn path(bundle: Bundle, language: &str) -> String {
    format!("{}/lang/{language}.json", bundle.folder())
}

type Texts = BTreeMap<String, Value>;

/// All languages' texts by key; one in several forms is an object.
fn tables(project: &Project) -> Result<BTreeMap<String, Texts>, Failure> {
    let folder = project.widget().join("lang");
    let failed = |error| format!("{} cannot be read: {error}", folder.display());
    let mut tables = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let texts = serde_json::from_slice(&read(&path)?)
            .map_err(|error| format!("{} cannot be understood: {error}", path.display()))?;
        tables.insert(language, texts);
    }
    Ok(tables)
}

impl Bundle {
    fn says(self, key: &str) -> bool {
        key.starts_with(SHARED) || key.split_once('.').is_some_and(|(of, _)| of == self.folder())
    }
}
