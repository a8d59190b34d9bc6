//! The page on which the API can be tried: Swagger UI over the API's own document.

use axum::Router;
use chatdesk_http::File;

use crate::config::MountPath;

const PAGE: &str = include_str!("../../pages/docs/index.html");
const START: &str = include_str!("../../pages/docs/start.js");
const VIEWER: &str = include_str!("../../pages/docs/dist/swagger-ui-bundle.js");
const STYLE: &str = include_str!("../../pages/docs/dist/swagger-ui.css");
/// Of the two files of the viewer.
const VERSION: &str = "swagger-ui-5.35.0";
/// Where the page looks for the API, as long as nobody moved that.
const API: &str = "data-api=\"../api\"";

/// The page and its files below `base`, with an API at `prefix`.
pub(super) fn router(base: &str, prefix: &MountPath) -> Router {
    let page = PAGE.replace(API, &format!("data-api=\"../{}\"", prefix.beside_a_page()));
    let script = "text/javascript; charset=utf-8";
    let style = "text/css; charset=utf-8";
    let at = |name: &str| format!("{base}/docs/{name}");
    Router::new()
        .merge(File::own("text/html; charset=utf-8", page).at(&at("")))
        .merge(File::own(script, START.to_owned()).at(&at("start.js")))
        .merge(File::fixed(script, VIEWER, VERSION).at(&at("swagger-ui-bundle.js")))
        .merge(File::fixed(style, STYLE, VERSION).at(&at("swagger-ui.css")))
}
