// Written by `cargo xtask widget`.

use crate::Asset;

/// Everything that was built.
pub const ASSETS: &[Asset] = &[
    Asset {
        path: "console/console.css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("console/console.css"),
        etag: "\"9a4dd13b22ffa43a0e6bbfbe\"",
    },
    Asset {
        path: "console/console.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("console/console.js"),
        etag: "\"9f20101efd0101399e7f8fac\"",
    },
    Asset {
        path: "console/console.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("console/console.wasm"),
        etag: "\"8fce7f0f0e0097bc7933339d\"",
    },
    Asset {
        path: "console/index.html",
        content_type: "text/html; charset=utf-8",
        bytes: include_bytes!("console/index.html"),
        etag: "\"482fe005315e7330341144dd\"",
    },
    Asset {
        path: "widget.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget.js"),
        etag: "\"63fd15e762247ea0b626335a\"",
    },
    Asset {
        path: "widget/visitor.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("widget/visitor.js"),
        etag: "\"4f9ebfd1a8d711fa96b08d27\"",
    },
    Asset {
        path: "widget/visitor.wasm",
        content_type: "application/wasm",
        bytes: include_bytes!("widget/visitor.wasm"),
        etag: "\"1c4fd4913fdf693daa4423c4\"",
    },
];
