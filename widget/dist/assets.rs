// Written by `cargo xtask widget`.

use crate::Asset;

/// Everything that was built.
pub const ASSETS: &[Asset] = &[
    Asset {
        path: "console/console.css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("console/console.css"),
        etag: "\"d4446a5c4144784d629251dd\"",
    },
    Asset {
        path: "console/console.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("console/console.js"),
        etag: "\"5b50bf833b9b9be5efd39a31\"",
    },
    Asset {
        path: "console/console.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("console/console.wasm"),
        etag: "\"1dc94c797474342f0092b47d\"",
    },
    Asset {
        path: "console/index.html",
        content_type: "text/html; charset=utf-8",
        bytes: include_bytes!("console/index.html"),
        etag: "\"aa1dc52b12d23f0385906b1c\"",
    },
    Asset {
        path: "console/lang/ar.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/ar.json"),
        etag: "\"77d5c3e6cc51775410a1becc\"",
    },
    Asset {
        path: "console/lang/de.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/de.json"),
        etag: "\"6e8309294d725adf227c17d1\"",
    },
    Asset {
        path: "console/lang/en.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/en.json"),
        etag: "\"532d03cd32d8a78e22129f71\"",
    },
    Asset {
        path: "console/lang/es.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/es.json"),
        etag: "\"367a30be75b7ff78664f90c9\"",
    },
    Asset {
        path: "console/lang/fr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/fr.json"),
        etag: "\"574dc9822b59cb04eaa2e865\"",
    },
    Asset {
        path: "console/lang/hi.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/hi.json"),
        etag: "\"fa9e3f1891a8951fa09062f5\"",
    },
    Asset {
        path: "console/lang/pt.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/pt.json"),
        etag: "\"2b17a0393c6af021133c1ab3\"",
    },
    Asset {
        path: "console/lang/tr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/tr.json"),
        etag: "\"e7941016b9fe433a1ddba07e\"",
    },
    Asset {
        path: "widget.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget.js"),
        etag: "\"ce5b82e927d7075bafd5f23f\"",
    },
    Asset {
        path: "widget/carriers.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/carriers.js"),
        etag: "\"a6cf3043f5a9003c10fba1e9\"",
    },
    Asset {
        path: "widget/contact.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/contact.js"),
        etag: "\"dd42b1c573d248ec83a2a25b\"",
    },
    Asset {
        path: "widget/conversations.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/conversations.js"),
        etag: "\"bfa4b588afb086673799c1d4\"",
    },
    Asset {
        path: "widget/emoji.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/emoji.js"),
        etag: "\"9e587a05461f7ebb081d8d4e\"",
    },
    Asset {
        path: "widget/lang/ar.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/ar.json"),
        etag: "\"d9a44d9e744697b465844ecb\"",
    },
    Asset {
        path: "widget/lang/de.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/de.json"),
        etag: "\"dd47d79d85a8dba6d134f8ab\"",
    },
    Asset {
        path: "widget/lang/en.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/en.json"),
        etag: "\"743dc5a4a5fe037326cec975\"",
    },
    Asset {
        path: "widget/lang/es.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/es.json"),
        etag: "\"6d0c8907969f7f9996458a7f\"",
    },
    Asset {
        path: "widget/lang/fr.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/fr.json"),
        etag: "\"0f85084ab8498ed7b831d682\"",
    },
    Asset {
        path: "widget/lang/hi.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/hi.json"),
        etag: "\"b5b7d9ae4bd648b87c56bb48\"",
    },
    Asset {
        path: "widget/lang/pt.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/pt.json"),
        etag: "\"30372ae506c09411e32ad670\"",
    },
    Asset {
        path: "widget/lang/tr.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/tr.json"),
        etag: "\"ba4b38dcc7510201a3f45ca2\"",
    },
    Asset {
        path: "widget/messages.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/messages.js"),
        etag: "\"30c129539f85b09d5b09894b\"",
    },
    Asset {
        path: "widget/plain.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/plain.js"),
        etag: "\"b5e55e9f82ea21d4e07fd6a3\"",
    },
    Asset {
        path: "widget/talk.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/talk.js"),
        etag: "\"11d21104b439c012743c7db7\"",
    },
    Asset {
        path: "widget/visitor.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/visitor.js"),
        etag: "\"a18d4f6c51bee773dd9e5127\"",
    },
    Asset {
        path: "widget/visitor.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("widget/visitor.wasm"),
        etag: "\"15101e5d431ce2ea0808ec02\"",
    },
];
