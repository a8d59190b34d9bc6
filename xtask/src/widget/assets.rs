use sha2::{Digest as _, Sha256};

use super::{Project, read, words, write};
use crate::Failure;

/// What is served beside the texts, with its media type.
const SERVED: &[(&str, &str)] = &[
    ("console/console.css", "text/css; charset=utf-8"),
    ("console/console.js", "text/javascript; charset=utf-8"),
    ("console/console.wasm", "application/wasm"),
    ("console/index.html", "text/html; charset=utf-8"),
    ("widget.js", "text/javascript; charset=utf-8"),
    ("widget/carriers.js", "text/javascript; charset=utf-8"),
    ("widget/contact.js", "text/javascript; charset=utf-8"),
    ("widget/conversations.js", "text/javascript; charset=utf-8"),
    ("widget/emoji.js", "text/javascript; charset=utf-8"),
    ("widget/messages.js", "text/javascript; charset=utf-8"),
    ("widget/plain.js", "text/javascript; charset=utf-8"),
    ("widget/talk.js", "text/javascript; charset=utf-8"),
    ("widget/visitor.js", "text/javascript; charset=utf-8"),
    ("widget/visitor.wasm", "application/wasm"),
];

/// Writes the table of files that the crate `chatdesk-widget` holds.
pub(super) fn write_table(project: &Project) -> Result<(), Failure> {
    let mut table = String::from(
        "// Written by `cargo xtask widget`.\n\nuse crate::Asset;\n\n/// Everything that was \
         built.\npub const ASSETS: &[Asset] = &[\n",
    );
    let texts = words::paths(project)?;
    let texts = texts.iter().map(|path| (path.as_str(), "application/json"));
    let mut served: Vec<(&str, &str)> = SERVED.iter().copied().chain(texts).collect();
    served.sort_unstable();
    for (path, content_type) in served {
        let bytes = read(&project.dist().join(path))?;
        let digest = Sha256::digest(&bytes);
        let tag: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        table.push_str(&format!(
            "    Asset {{\n        path: \"{path}\",\n        content_type: \"{content_type}\",\n        \
             bytes: include_bytes!(\"{path}\"),\n        etag: \"\\\"{tag}\\\"\",\n    }},\n"
        ));
    }
    table.push_str("];\n");
    write(&project.dist().join("assets.rs"), table.as_bytes())
}
