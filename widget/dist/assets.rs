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
        etag: "\"3f2efdeaa57735dc372be2bb\"",
    },
    Asset {
        path: "console/console.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("console/console.wasm"),
        etag: "\"84dd031acc5dba7d778ab3e8\"",
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
        etag: "\"f7c6fdaedd6fa20b3b2c869c\"",
    },
    Asset {
        path: "console/lang/de.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/de.json"),
        etag: "\"b0472d62c579ac2131b030d1\"",
    },
    Asset {
        path: "console/lang/en.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/en.json"),
        etag: "\"628d671ce9cd8934fcee27f0\"",
    },
    Asset {
        path: "console/lang/es.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/es.json"),
        etag: "\"25da8775331b5acb1c36b8b0\"",
    },
    Asset {
        path: "console/lang/fr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/fr.json"),
        etag: "\"304f1dff5ed0af242d0bd01c\"",
    },
    Asset {
        path: "console/lang/hi.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/hi.json"),
        etag: "\"4287646a2c99530eb83a1f76\"",
    },
    Asset {
        path: "console/lang/pt.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/pt.json"),
        etag: "\"2e0137d9c98b4395e8db92b1\"",
    },
    Asset {
        path: "console/lang/tr.json",
        content_type: "application/json",
        bytes: include_bytes!("console/lang/tr.json"),
        etag: "\"a2460469f37c662767e621b4\"",
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
        etag: "\"81b9bf5eab1a41fdaee94057\"",
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
        etag: "\"2cfebcbbbc6dbcfbf4f7127c\"",
    },
    Asset {
        path: "widget/plain.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/plain.js"),
        etag: "\"d596fb2e643122e980ea217c\"",
    },
    Asset {
        path: "widget/talk.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/talk.js"),
        etag: "\"f221e9aebbdf929d141f7c27\"",
    },
    Asset {
        path: "widget/visitor.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/visitor.js"),
        etag: "\"ad91e2bf478e3f4dcf91bbce\"",
    },
    Asset {
        path: "widget/visitor.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("widget/visitor.wasm"),
        etag: "\"1d6aca9f86b26b09b4ecc52b\"",
    },
];
