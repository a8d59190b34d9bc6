use std::collections::BTreeMap;
use std::path::Path;

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

/// All languages' texts by key, of all folders; one in several forms is an object.
fn tables(project: &Project) -> Result<BTreeMap<String, Texts>, Failure> {
    let mut tables = BTreeMap::new();
    add(&mut tables, &project.widget().join("lang"))?;
    Ok(tables)
}

fn add(tables: &mut BTreeMap<String, Texts>, folder: &Path) -> Result<(), Failure> {
    let failed = |error| format!("{} cannot be read: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            add(tables, &path)?;
            continue;
        }
        let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let texts: Texts = serde_json::from_slice(&read(&path)?)
            .map_err(|error| format!("{} cannot be understood: {error}", path.display()))?;
        tables.entry(language).or_default().extend(texts);
    }
    Ok(())
}

impl Bundle {
    fn says(self, key: &str) -> bool {
        key.starts_with(SHARED) || key.split_once('.').is_some_and(|(of, _)| of == self.folder())
    }
}
