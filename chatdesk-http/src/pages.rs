//! What browsers load: the widget behind the one tag, and the console.

mod file;

use axum::{Router, response::Redirect, routing::get};
use chatdesk_widget::Asset;

pub use self::file::File;

/// The widget and the console: `widget.js`, `widget/…` and `console/` below wherever the host mounts this.
///
/// `api` is where the interface stands beside them, most often `"api"`:
///
/// ```
/// # fn support(interface: axum::Router) -> axum::Router {
/// chatdesk_http::pages("api").nest("/api", interface)
/// # }
/// ```
///
/// The console asks `POST console/session` to trade the code of the link it was opened with for a token; that route is
/// the host's to add, because the host knows who may answer.
pub fn pages(api: &str) -> Router {
    // Relative, so that it leads to the right place behind a proxy that took a prefix off.
    let to_console = || std::future::ready(Redirect::temporary("console/"));
    let mut router = Router::new().route("/console", get(to_console));
    for asset in chatdesk_widget::ASSETS {
        // A folder's page answers at the folder, so that what it names is beside it.
        let path = asset.path.strip_suffix("index.html").unwrap_or(asset.path);
        router = router.merge(built(asset, api).at(&format!("/{path}")));
    }
    router
}

/// A built file; the console's page names the API where that is not beside its folder.
fn built(asset: &'static Asset, api: &str) -> File {
    match std::str::from_utf8(asset.bytes) {
        Ok(page) if asset.path == "console/index.html" && api != "api" => {
            // `data-api` of its element is where the console looks before it takes `../api`.
            let api = format!("../{api}");
            let named = format!("<chatdesk-console data-api=\"{}\"", api.trim_end_matches('/'));
            File::own(asset.content_type, page.replacen("<chatdesk-console", &named, 1))
        }
        _ => File::built(asset),
    }
}
