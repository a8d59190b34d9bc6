//! What a provider posts, on its way to the desk's own routes.

use std::io;

use axum::body::{Body, to_bytes};
use http::{Request, header, request::Builder};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Nobody answers more to a webhook.
const MAX_BYTES: usize = 64 * 1024;

/// What a provider posts.
#[derive(Debug)]
pub(super) struct Post {
    /// Below the API.
    pub(super) path: &'static str,
    /// What proves that it is the provider's.
    pub(super) header: Option<(&'static str, String)>,
    pub(super) body: String,
}

/// The API of a server.
#[derive(Debug)]
pub(super) struct Desk {
    authority: String,
    path: String,
}

impl Desk {
    /// At a URL of plain HTTP.
    pub(super) fn at(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://")?.trim_end_matches('/');
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let uri: http::uri::Authority = authority.parse().ok()?;
        let authority = match uri.port() {
            Some(_) => authority.to_owned(),
            None => format!("{authority}:80"),
        };
        Some(Self { authority, path: path.to_owned() })
    }

    /// Status and body of the answer.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub(super) async fn post(&self, post: &Post) -> io::Result<(u16, String)> {
        let request =
            Request::post(self.target(post.path)).header(header::CONTENT_TYPE, "application/json");
        let request = match &post.header {
            Some((name, value)) => request.header(*name, value),
            None => request,
        };
        self.ask(request, post.body.clone()).await
    }

    /// The same for what is only asked.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub(super) async fn get(&self, path: &str) -> io::Result<(u16, String)> {
        self.ask(Request::get(self.target(path)), String::new()).await
    }

    fn target(&self, path: &str) -> String {
        format!("{}{path}", self.path)
    }

    async fn ask(&self, request: Builder, body: String) -> io::Result<(u16, String)> {
        let stream = TcpStream::connect(&self.authority).await?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        tokio::spawn(connection);
        let request = request.header(header::HOST, &self.authority).body(Body::from(body));
        let answer = sender.send_request(request.map_err(io::Error::other)?).await;
        let answer = answer.map_err(io::Error::other)?;
        let status = answer.status().as_u16();
        let body = to_bytes(Body::new(answer.into_body()), MAX_BYTES).await;
        let body = String::from_utf8_lossy(&body.map_err(io::Error::other)?).into_owned();
        Ok((status, body))
    }
}
