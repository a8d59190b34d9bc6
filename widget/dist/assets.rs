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
        etag: "\"e3146f1e0a164163d01c28c6\"",
    },
    Asset {
        path: "console/console.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("console/console.wasm"),
        etag: "\"8ed430d7d620b930aaa7b12e\"",
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
        etag: "\"70febf2fdc8812da73f4714a\"",
    },
    Asset {
        path: "console/lang/de.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/de.json"),
        etag: "\"fb3d110a02b8e1bcae8c9afb\"",
    },
    Asset {
        path: "console/lang/en.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/en.json"),
        etag: "\"5ab06bfebd54cceaaba73af0\"",
    },
    Asset {
        path: "console/lang/es.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/es.json"),
        etag: "\"34e345ed8f20930fb0b87a6e\"",
    },
    Asset {
        path: "console/lang/fr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/fr.json"),
        etag: "\"ebd190849ddc5b37e61dc256\"",
    },
    Asset {
        path: "console/lang/hi.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/hi.json"),
        etag: "\"d3a28f93238113d3fc45c3f5\"",
    },
    Asset {
        path: "console/lang/pt.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/pt.json"),
        etag: "\"e299b2a67848c25cd9930e7c\"",
    },
    Asset {
        path: "console/lang/tr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/tr.json"),
        etag: "\"de87e7fada8ff1f6eed48319\"",
    },
    Asset {
        path: "widget.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget.js"),
        etag: "\"c8d8574ef11d7855009bca34\"",
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
        etag: "\"031b953e89330459e7af2566\"",
    },
    Asset {
        path: "widget/lang/de.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/de.json"),
        etag: "\"f60d7855ca1bfeddcc559ee7\"",
    },
    Asset {
        path: "widget/lang/en.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/en.json"),
        etag: "\"a769b2ab9454614628f30aa8\"",
    },
    Asset {
        path: "widget/lang/es.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/es.json"),
        etag: "\"5fdaf09edde16496bb15414a\"",
    },
    Asset {
        path: "widget/lang/fr.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/fr.json"),
        etag: "\"2defab38a0b8e19a294b098f\"",
    },
    Asset {
        path: "widget/lang/hi.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/hi.json"),
        etag: "\"247c8e39038ae92ea1ebe7f2\"",
    },
    Asset {
        path: "widget/lang/pt.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/pt.json"),
        etag: "\"97df8629eb17195c57dd5f15\"",
    },
    Asset {
        path: "widget/lang/tr.json",
        content_type: "application/json",
        bytes: include_bytes!("widget/lang/tr.json"),
        etag: "\"2d359ac023edd981b7ddefa8\"",
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
        etag: "\"eadc2cbfe2fe24ba3502c48a\"",
    },
    Asset {
        path: "widget/visitor.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/visitor.js"),
        etag: "\"b9e99c7f54f07ff57c2d868d\"",
    },
    Asset {
        path: "widget/visitor.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("widget/visitor.wasm"),
        etag: "\"bd41187df3ec90d97d47fd5a\"",
    },
];
