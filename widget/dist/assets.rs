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
        etag: "\"980b4f047e21268ddf7e99c2\"",
    },
    Asset {
        path: "console/console.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("console/console.wasm"),
        etag: "\"d600a4abde007ca99818b3bc\"",
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
        etag: "\"59d1af86fdd32b2d4fee4082\"",
    },
    Asset {
        path: "console/lang/de.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/de.json"),
        etag: "\"cac90543dfc5dc084bdd2f25\"",
    },
    Asset {
        path: "console/lang/en.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/en.json"),
        etag: "\"df83129409ea46fca9fc8a29\"",
    },
    Asset {
        path: "console/lang/es.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/es.json"),
        etag: "\"3bb6f257783dde210eb4eacb\"",
    },
    Asset {
        path: "console/lang/fr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/fr.json"),
        etag: "\"03ea5b521fe8d1b4950ebae3\"",
    },
    Asset {
        path: "console/lang/hi.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/hi.json"),
        etag: "\"d1aa09dd003c7a43bccf704f\"",
    },
    Asset {
        path: "console/lang/pt.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/pt.json"),
        etag: "\"f1c3c81a47807c886bea49f9\"",
    },
    Asset {
        path: "console/lang/tr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/tr.json"),
        etag: "\"44471a2a6180664b3cab513a\"",
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
        etag: "\"a9430e715fa1f7054ee14851\"",
    },
];
