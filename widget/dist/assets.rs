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
        etag: "\"eaa65b5423903a9bffa2ab94\"",
    },
    Asset {
        path: "console/console.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("console/console.wasm"),
        etag: "\"d317b1860cec02e8236e067d\"",
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
        etag: "\"c54d9fb68aa6a06a3802ab73\"",
    },
    Asset {
        path: "console/lang/de.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/de.json"),
        etag: "\"d6b8f9984f0e5dbc3ffb9f83\"",
    },
    Asset {
        path: "console/lang/en.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/en.json"),
        etag: "\"f2b394e1d2a46eba2ccf2d48\"",
    },
    Asset {
        path: "console/lang/es.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/es.json"),
        etag: "\"70d9ce57bdc13f2650958fba\"",
    },
    Asset {
        path: "console/lang/fr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/fr.json"),
        etag: "\"e4840ec6bc80150618b003e0\"",
    },
    Asset {
        path: "console/lang/hi.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/hi.json"),
        etag: "\"7f0d234096686071edfc37b8\"",
    },
    Asset {
        path: "console/lang/pt.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/pt.json"),
        etag: "\"d8f62eeb5591bb2348604dbb\"",
    },
    Asset {
        path: "console/lang/tr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/tr.json"),
        etag: "\"0841d5c205d63079386f3d96\"",
    },
    Asset {
        path: "widget.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget.js"),
        etag: "\"09e9fbd1a994131e6a1620c1\"",
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
        etag: "\"97459a243b1f582a797c3dd0\"",
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
        etag: "\"d3f217de41fb0992c4ae2cd5\"",
    },
    Asset {
        path: "widget/visitor.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("widget/visitor.wasm"),
        etag: "\"4280df8dd924c8e5a9ba4a84\"",
    },
];
