use axum::{body::Body, response::Response};
use chatdesk_core::{Desk, SystemClock};
use chatdesk_http::{Auth, Jwt};
use chatdesk_store_sqlite::SqliteStore;
use http::Method;

use super::*;
use crate::console::SignIn;

async fn app(base: &str, prefix: &str) -> Router {
    let desk = Desk::builder(SqliteStore::in_memory().await.unwrap()).build();
    let jwt = || Jwt::hs256(&[7; 32]).unwrap();
    let (door, _code) = {
        let sign_in = SignIn::new(desk.clone(), HttpSettings::default());
        ConsoleDoor::new(jwt(), Arc::new(SystemClock), sign_in).unwrap()
    };
    let settings = HttpSettings::default();
    router(Parts {
        base_path: &MountPath::parse(base).unwrap(),
        prefix: &MountPath::parse(prefix).unwrap(),
        api: chatdesk_http::router(desk, Auth::new().jwt(jwt())),
        door,
        pages: Guarded { clock: Arc::new(SystemClock), settings: &settings },
    })
}

async fn ask(app: &Router, method: Method, path: &str) -> Response {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    app.clone().oneshot(request).await.unwrap()
}

fn kind(response: &Response) -> &str {
    response.headers().get("content-type").map_or("", |kind| kind.to_str().unwrap())
}

#[tokio::test]
async fn pages_api_and_probes_stand_where_they_were_put() {
    let cases = [
        ("", "/api", ["/", "/docs/", "/api/chat/status", "/healthz", "/api/healthz"].as_slice()),
        ("", "/", &["/", "/chat/status", "/healthz", "/demo.css"]),
        ("", "/x/y", &["/", "/x/y/chat/status", "/healthz", "/x/y/healthz"]),
        (
            "/s",
            "/api",
            &[
                "/s/",
                "/s/docs/swagger-ui.css",
                "/s/api/chat/status",
                "/healthz",
                "/s/healthz",
                "/s/api/healthz",
            ],
        ),
        ("/a/b", "/", &["/a/b/", "/a/b/chat/status", "/healthz", "/a/b/healthz"]),
    ];
    for (base, prefix, paths) in cases {
        let app = app(base, prefix).await;
        for path in paths {
            let answer = ask(&app, Method::GET, path).await;

            assert_eq!(answer.status(), 200, "{base:?} {prefix:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_probe_beside_the_api_answers_as_the_api_does() {
    let app = app("", "/api").await;

    // Nobody runs the desk here.
    for path in ["/readyz", "/api/readyz"] {
        let answer = ask(&app, Method::GET, path).await;

        assert_eq!(answer.status(), 503, "{path}");
        assert_eq!(kind(&answer), "application/problem+json");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let cases = [
        ("", "/api", Method::GET, "/nothing", 404),
        ("", "/api", Method::GET, "/api/nothing", 404),
        ("", "/api", Method::GET, "/apix", 404),
        ("", "/", Method::GET, "/nothing", 404),
        ("/s", "/api", Method::GET, "/api/chat/status", 404),
        ("/s", "/api", Method::GET, "/", 404),
        ("", "/api", Method::POST, "/", 405),
        ("", "/api", Method::GET, "/console/session", 405),
        ("", "/api", Method::POST, "/healthz", 405),
        ("", "/api", Method::DELETE, "/api/chat/status", 405),
    ];
    for (base, prefix, method, path, status) in cases {
        let answer = ask(&app(base, prefix).await, method.clone(), path).await;

        assert_eq!(answer.status(), status, "{base:?} {prefix:?} {method} {path}");
        assert_eq!(kind(&answer), "application/problem+json", "{method} {path}");
        assert_eq!(answer.headers().contains_key("allow"), status == 405, "{method} {path}");
    }
}
