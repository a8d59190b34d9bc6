//! `examples/django-fronted`, under gunicorn.

use std::path::PathBuf;
use std::sync::Arc;

use chatdesk_tests::{Api, Caller, JWT_SECRET, Launch, Neighbour, Request, TempFolder};
use http::Method;

use crate::host::{PASSWORD, ask, cookie, folder};

pub(crate) const MOUNT: &str = "/support/api";
pub(crate) const PROXY_SECRET: &str = "what the host signs its headers with";

/// Makes its database.
pub(crate) fn fill(data: &Arc<TempFolder>) {
    let finished = python(data).path_arg("-B", folder("tests/hosts/crowd.py")).run();
    assert!(finished.status.success(), "{}", finished.stderr);
}

/// Starts it before a server; it, and where it listens.
pub(crate) fn start(chatdesk: &str, bind: &str, data: &Arc<TempFolder>) -> (Neighbour, String) {
    let example = folder("examples/django-fronted");
    let launch = python(data)
        .args(["-B", "-m", "gunicorn"])
        .path_arg("--chdir", &example)
        .path_arg("--config", example.join("gunicorn.conf.py"))
        .env("BIND", bind)
        // All may be the same worker's.
        .env("SUPPORT_STREAMS", "64")
        .env("CHATDESK_URL", format!("http://{chatdesk}"));
    let (program, lines) = Neighbour::start(launch, 1);
    (program, lines[0].trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned())
}

/// By the form of Django's own page; what follows goes by its session.
pub(crate) async fn log_in(api: &Api, name: &str) -> Caller {
    let (_, headers, _) = ask(api, Request::new(Method::GET, "/login/")).await;
    let known = cookie(&headers, "csrftoken");
    let token = known.split_once('=').unwrap().1;
    let form = format!("csrfmiddlewaretoken={token}&username={name}&password={PASSWORD}");
    let mut login = Request::new(Method::POST, "/login/")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", &known);
    login.body = form.into();
    let (status, headers, body) = ask(api, login).await;
    assert_eq!(status, 302, "{name}: {body:?}");
    Caller::with_cookie(api, name, &cookie(&headers, "sessionid"))
}

fn python(data: &Arc<TempFolder>) -> Launch {
    let example = folder("examples/django-fronted");
    let paths = std::env::join_paths([&example, &folder("tests/hosts")]).unwrap();
    let program: PathBuf = example.join(".venv/bin/python");
    Launch::program(&program, Arc::clone(data))
        .env("PYTHONPATH", paths)
        .env("DJANGO_SETTINGS_MODULE", "crowd_settings")
        .env(
            "DJANGO_SECRET_KEY",
            "what signs the host's own sessions alone, in a test and never else",
        )
        .env("PAYFLOW_DATA", data.path())
        .env("CHATDESK_AUTH_PROXY_SECRET", PROXY_SECRET)
        .env("CHATDESK_AUTH_JWT_SECRET", JWT_SECRET)
}
