//! The limit of an answer over HTTP: axum and hyper as the server sets them up, and a handler that has nothing to do.
//!
//! It runs as a process of its own: the bench starts its own program under another name.

use std::{
    env,
    io::{self, Write as _},
    process::Command,
    time::Duration,
};

use axum::{Router, body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::net::TcpListener;

use crate::{Outcome, server::Server};

/// The first argument that makes this program the bare route.
pub(crate) const NAME: &str = "bare-route";

/// What hyper adds by itself.
const OF_HYPER: [&str; 2] = ["date", "content-length"];

/// Starts a route that answers like this, whatever it is asked.
///
/// # Errors
/// When it does not start.
pub(crate) fn start(status: u16, head: &str, body: &[u8]) -> Outcome<Server> {
    let mut command = Command::new(env::current_exe()?);
    command.args([NAME, &status.to_string(), head, std::str::from_utf8(body)?]);
    Server::spawn(command)
}

/// Answers until it is killed.
///
/// # Errors
/// When the arguments are no answer, or nothing can be listened on.
pub(crate) fn run(arguments: &[String]) -> Outcome<()> {
    let [status, head, body] = arguments else {
        return Err("the bare route needs status, head and body".into());
    };
    let (status, headers) = (StatusCode::from_bytes(status.as_bytes())?, headers(head)?);
    let body = Bytes::from(body.clone());
    let answer = move || {
        let mut response = Response::new(Body::from(body.clone()));
        *response.status_mut() = status;
        response.headers_mut().clone_from(&headers);
        std::future::ready(response)
    };
    let app = Router::new()
        .route("/api/chat/status", axum::routing::get(answer.clone()))
        .route("/api/chat/session/{id}/messages", axum::routing::get(answer));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(app))
}

/// The headers of an answer as it was read from the server.
fn headers(head: &str) -> Outcome<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(": ")) {
        if !OF_HYPER.contains(&name) {
            headers.append(name.parse::<HeaderName>()?, HeaderValue::from_str(value)?);
        }
    }
    Ok(headers)
}

/// As the server's own connections.
async fn serve(app: Router) -> Outcome<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(io::stdout(), "bare     http://{}/", listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let connection = http1::Builder::new()
            .half_close(true)
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(75))
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                eprintln!("{error}");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::headers;

    #[test]
    fn what_hyper_adds_is_left_to_it() {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: 12\r\n\
                    content-length: 7\r\ndate: Sat, 21 Nov 2026 05:00:00 GMT\r\n\r\n";
        let headers = headers(head).unwrap();
        let mut names: Vec<&str> = headers.keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["content-type", "x-request-id"]);
    }
}
