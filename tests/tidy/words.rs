//! What the faces say is said in every language, and nothing is said that nobody hears.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::breach::Breach;
use crate::tree::{File, Tree};

const FOLDER: &str = "widget/lang/";
const ENGLISH: &str = "widget/lang/en.json";

/// The forms that CLDR's plural rules for cardinals give each language.
const FORMS: [(&str, &[&str]); 8] = [
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("es", &["one", "many", "other"]),
    ("fr", &["one", "many", "other"]),
    ("hi", &["one", "other"]),
    ("pt", &["one", "many", "other"]),
    ("tr", &["one", "other"]),
];

/// The forms that may say a number by a word of its own, as in "one message".
const WORDED: [&str; 3] = ["zero", "one", "two"];

/// Who may say what: a folder of sources, and what begins the keys that its bundle has.
const HEARD: [(&str, &[&str]); 4] = [
    ("widget/browser/", &["log"]),
    ("widget/console/", &["console", "log"]),
    ("widget/loader/", &["widget", "log"]),
    ("widget/visitor/", &["widget", "log"]),
];

type Texts = BTreeMap<String, Value>;

/// All that a language says, in whichever folder; nothing is said twice.
fn table(tree: &Tree, language: &str) -> Texts {
    let name = format!("{language}.json");
    let files = tree.files.iter().filter(|file| file.path.starts_with(FOLDER));
    files.filter(|file| file.name() == name).flat_map(texts).collect()
}

fn translations(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let english = table(tree, "en");
    for (language, forms) in FORMS {
        let path = format!("{FOLDER}{language}.json");
        let texts = table(tree, language);
        for key in english.keys().filter(|key| !texts.contains_key(*key)) {
            let todo = "translate it: every key stands in every language";
            breaches.push(Breach::new(&path, format!("it does not have `{key}`"), todo));
        }
        for (key, text) in &texts {
            let of = english.get(key);
            breaches.extend(fault(forms, text, of).map(|fault| {
                let todo = "give it the forms and the {places} that the language and en.json have";
                Breach::new(&path, format!("`{key}` {fault}"), todo)
            }));
        }
    }
    breaches
}

/// What is wrong with a text beside its English one.
fn fault(forms: &[&str], text: &Value, english: Option<&Value>) -> Option<String> {
    let Some(english) = english else { return Some("is not English".into()) };
    if text.is_object() != english.is_object() {
        return Some("has forms in one language and none in the other".into());
    }
    let wanted = places(english.get("other").unwrap_or(english));
    let Some(object) = text.as_object() else {
        let empty = text.as_str().is_none_or(|text| text.trim().is_empty());
        let differs = places(text) != wanted;
        return (empty || differs).then(|| format!("says `{text}`"));
    };
    if !object.keys().map(String::as_str).eq(sorted(forms)) {
        return Some(format!("has not exactly the forms {forms:?}"));
    }
    object.iter().find_map(|(form, text)| {
        let mut has = places(text);
        if WORDED.contains(&form.as_str()) && wanted.contains("n") {
            has.insert("n".into());
        }
        (has != wanted).then(|| format!("says `{text}` for `{form}`"))
    })
}

fn sorted<'a>(forms: &[&'a str]) -> BTreeSet<&'a str> {
    forms.iter().copied().collect()
}

/// The names in braces.
fn places(text: &Value) -> BTreeSet<String> {
    let text = text.as_str().unwrap_or_default();
    let opened = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    opened.map(|(name, _)| name.to_owned()).collect()
}

fn keys_in_use(tree: &Tree) -> Vec<Breach> {
    let english = table(tree, "en");
    let mut breaches = Vec::new();
    let mut said = BTreeSet::new();
    for file in tree.files.iter().filter(|file| matches!(file.extension(), "js" | "rs")) {
        let Some((_, heard)) = HEARD.iter().find(|(folder, _)| file.path.starts_with(folder))
        else {
            continue;
        };
        for key in keys(&file.text()) {
            let of = key.split('.').next().unwrap_or_default();
            if !english.contains_key(&key) || !heard.contains(&of) {
                let todo = "write it into widget/lang, below a beginning that this bundle has";
                breaches.push(Breach::new(&file.path, format!("it says `{key}`"), todo));
            }
            said.insert(key);
        }
    }
    for key in english.keys().filter(|key| !said.contains(*key)) {
        let todo = "say it with the whole key in quotes, or take it out of every language";
        breaches.push(Breach::new(ENGLISH, format!("nobody says `{key}`"), todo));
    }
    breaches
}

/// Whatever stands in quotes and looks like a key.
fn keys(source: &str) -> Vec<String> {
    let quoted = source.split('"').skip(1);
    quoted.filter(|text| is_key(text)).map(ToOwned::to_owned).collect()
}

fn is_key(text: &str) -> bool {
    let Some((of, name)) = text.split_once('.') else { return false };
    let is_file = matches!(name, "css" | "html" | "js" | "json" | "wasm");
    matches!(of, "console" | "log" | "widget")
        && !is_file
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c))
}

fn texts(file: &File) -> Texts {
    serde_json::from_str(&file.text()).expect("a table of texts is JSON")
}

mod tests {
    use super::{FOLDER, FORMS, keys_in_use, translations};
    use crate::breach::{assert_bites, assert_kept};

    const LOG: &str = "widget/browser/src/log.rs";

    /// Every language with one text and one of several forms, but for one language's own words.
    fn languages(odd: &str, text: &str) -> Vec<(String, String)> {
        let whole = |forms: &[&str]| {
            let forms: Vec<String> =
                forms.iter().map(|form| format!("\"{form}\":\"{{n}} of {{max}}\"")).collect();
            format!("{{\"log.a\":\"{{name}} writes\",\"log.b\":{{{}}}}}", forms.join(","))
        };
        let file = |(language, forms): &(&str, &[&str])| {
            let text = if *language == odd { text.to_owned() } else { whole(forms) };
            (format!("{FOLDER}{language}.json"), text)
        };
        FORMS.iter().map(file).collect()
    }

    fn assert_found(odd: &str, text: &str, broken: &[&str]) {
        let files = languages(odd, text);
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_bites(translations, &files, broken);
    }

    #[test]
    fn every_language_says_everything() {
        assert_kept(translations);
    }

    #[test]
    fn every_key_is_said_and_has_a_text() {
        assert_kept(keys_in_use);
    }

    #[test]
    fn a_text_that_is_not_whole_is_found() {
        assert_found("", "", &[]);
        let hindi = ["widget/lang/hi.json"];
        let b = r#""log.b":{"one":"{max} only","other":"{n} of {max}"}"#;
        assert_found("hi", &format!(r#"{{"log.a":"{{name}} x",{b}}}"#), &[]);
        assert_found("hi", &format!("{{{b}}}"), &hindi);
        assert_found("hi", &format!(r#"{{"log.a":"{{nam}} x",{b}}}"#), &hindi);
        assert_found("hi", &format!(r#"{{"log.a":"{{name}} x","log.c":"y",{b}}}"#), &hindi);
        for b in [
            r#""{n} of {max}""#,
            r#"{"other":"{n} of {max}"}"#,
            r#"{"one":"{n} of {max}","few":"{n} of {max}","other":"{n} of {max}"}"#,
            r#"{"one":"{n} of {max}","other":"of {max}"}"#,
        ] {
            assert_found("hi", &format!(r#"{{"log.a":"{{name}} x","log.b":{b}}}"#), &hindi);
        }
    }

    #[test]
    fn what_a_folder_of_texts_says_is_said_too() {
        let files = languages("", "");
        let mut files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        let more = r#"{"console.c":"C"}"#;
        let paths = FORMS.map(|(language, _)| format!("{FOLDER}tickets/{language}.json"));
        files.extend(paths.iter().map(|path| (&**path, more)));
        assert_bites(translations, &files, &[]);
        files.pop();
        assert_bites(translations, &files, &["widget/lang/tr.json"]);
    }

    #[test]
    fn a_key_that_is_not_said_or_not_there_is_found() {
        let english = (super::ENGLISH, r#"{"log.a":"A","console.b":"B"}"#);
        let fine = ("widget/console/src/b.rs", r#"say("console.b"); say("log.a"); "console.css""#);
        assert_bites(keys_in_use, &[english, fine], &[]);
        assert_bites(keys_in_use, &[english, fine, (LOG, r#"say("log.c")"#)], &[LOG]);
        assert_bites(keys_in_use, &[english, fine, (LOG, r#"say("console.b")"#)], &[LOG]);
        let half = ("widget/console/src/b.rs", r#"say("console.b")"#);
        assert_bites(keys_in_use, &[english, half], &[super::ENGLISH]);
    }
}
