//! A decision says what, why, and what was refused.

use crate::breach::Breach;
use crate::tree::Tree;

const PARTS: [&str; 3] = ["What", "Why", "Refused"];

/// Every page in `docs/decisions` has its parts.
fn decisions(tree: &Tree) -> Vec<Breach> {
    let pages = tree.files.iter().filter(|file| {
        file.path.starts_with("docs/decisions/")
            && file.extension() == "md"
            && file.name() != "README.md"
    });
    pages
        .filter_map(|page| {
            let text = page.text();
            let missing: Vec<&str> =
                PARTS.into_iter().filter(|part| !has_part(&text, part)).collect();
            (!missing.is_empty()).then(|| {
                Breach::new(
                    &page.path,
                    format!("it does not say: {}", missing.join(", ")),
                    "give each of What, Why and Refused a heading and a text below it",
                )
            })
        })
        .collect()
}

/// Whether there is a heading of that name with a text below it.
fn has_part(text: &str, part: &str) -> bool {
    let mut lines = text.lines().skip_while(|line| heading(line) != Some(part)).skip(1);
    lines.find(|line| !line.trim().is_empty()).is_some_and(|line| heading(line).is_none())
}

fn heading(line: &str) -> Option<&str> {
    line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim())
}

mod tests {
    use super::decisions;
    use crate::breach::{assert_bites, assert_kept};

    #[test]
    fn decisions_say_what_why_and_what_was_refused() {
        assert_kept(decisions);
    }

    #[test]
    fn a_decision_without_its_parts_is_found() {
        let whole = "# A\n\n## What\nThis.\n\n## Why\nThat.\n\n## Refused\nThe other.\n";
        let empty = "# A\n\n## What\nThis.\n\n## Why\n\n## Refused\nThe other.\n";
        let partial = "# A\n\n## What\nThis.\n";
        let files = [
            ("docs/decisions/0001-whole.md", whole),
            ("docs/decisions/0002-empty.md", empty),
            ("docs/decisions/0003-partial.md", partial),
            ("docs/decisions/README.md", "# Decisions"),
        ];
        let broken = ["docs/decisions/0002-empty.md", "docs/decisions/0003-partial.md"];
        assert_bites(decisions, &files, &broken);
    }
}
