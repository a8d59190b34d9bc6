//! The map names what is there.

use crate::breach::Breach;
use crate::tree::Tree;

const EXTENSIONS: [&str; 9] =
    [".rs", ".md", ".toml", ".ts", ".js", ".css", ".html", ".sql", ".wasm"];

/// Every path and every crate that `ARCHITECTURE.md` names exists.
fn map(tree: &Tree) -> Vec<Breach> {
    let Some(map) = tree.file("ARCHITECTURE.md") else { return Vec::new() };
    let members = tree.members();
    let text = map.text();
    let named = code_spans(&text).into_iter().filter(|span| {
        if let Some(name) = crate_name(span) {
            !members.iter().any(|member| member.name == name)
        } else {
            is_path(tree, span) && !exists(tree, span)
        }
    });
    named
        .map(|span| {
            Breach::new(
                "ARCHITECTURE.md",
                format!("`{span}` does not exist"),
                "correct the map: it names what is there",
            )
        })
        .collect()
}

/// What stands between single backticks, code blocks left out.
fn code_spans(text: &str) -> Vec<&str> {
    let mut spans = Vec::new();
    let prose = text.split("```").step_by(2);
    for line in prose.flat_map(str::lines) {
        spans.extend(line.split('`').skip(1).step_by(2));
    }
    spans
}

/// The name of a crate, as a package or as a path in code.
fn crate_name(span: &str) -> Option<String> {
    let first = span.split("::").next().unwrap_or(span);
    let word = first.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
    let ours = first.starts_with("chatdesk-") || first.starts_with("chatdesk_");
    (word && ours).then(|| first.replace('_', "-"))
}

/// Routes begin with a slash, calls and commands have blanks, globs and types other signs.
fn is_path(tree: &Tree, span: &str) -> bool {
    let plain =
        span.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    if !plain || span.starts_with('/') {
        return false;
    }
    let first = span.split('/').next().unwrap_or(span);
    let ends_as_file = EXTENSIONS.iter().any(|extension| span.ends_with(extension));
    ends_as_file || span.ends_with('/') || (span.contains('/') && tree.has(first))
}

/// A name may leave out the folders before it: `widget/visitor.js` as it is served is one below
/// `widget/dist`.
fn exists(tree: &Tree, span: &str) -> bool {
    let tail = format!("/{span}");
    tree.has(span) || tree.files.iter().any(|file| file.path.ends_with(&tail))
}

mod tests {
    use super::map;
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn the_map_names_what_is_there() {
        assert_kept(map);
    }

    #[test]
    fn a_name_that_leads_nowhere_is_found() {
        let text = "`a/src/desk.rs` `desk.rs` `src/desk.rs` `a/` `chatdesk-a` `chatdesk_a::Desk` `POST /chat/x` \
                    `text/event-stream` `Desk::run`\n\
                    `a/src/gone.rs` `gone.rs` `gone/` `a/gone` `chatdesk-gone` `chatdesk_gone::X`\n\
                    ```\n`c/gone.rs`\n```\n";
        let files = [
            ("ARCHITECTURE.md", text),
            ("a/Cargo.toml", "[package]\nname = \"chatdesk-a\""),
            ("a/src/desk.rs", ""),
        ];
        assert_bites(map, &files, &["ARCHITECTURE.md"; 6]);
    }
}
