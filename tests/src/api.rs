use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::{Answer, BOUND, Document};

/// One running server as a client sees it: its address and its description of itself.
#[derive(Clone, Debug)]
pub struct Api {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    authority: String,
    mount: String,
    client: Client<HttpConnector, Full<Bytes>>,
    document: Option<Arc<Document>>,
}

/// One request, as exact as a test needs it: nothing is added, normalised or repeated.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query from the server's root.
    pub target: String,
    /// All headers but `Host`.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Request {
    /// A request without headers or body.
    #[must_use]
    pub fn new(method: Method, target: &str) -> Self {
        Self { method, target: target.to_owned(), headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// Adds a header; the same name again repeats it.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        self.headers.append(name, HeaderValue::from_bytes(value.as_ref()).expect("a header value"));
        self
    }

    /// Sets a JSON body with its media type.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        let mut request = self.header("content-type", "application/json");
        request.body = body.to_string().into();
        request
    }
}

impl Api {
    /// Gets to know a server that listens on `authority` and serves the interface under `mount`.
    pub async fn connect(authority: &str, mount: &str) -> Self {
        let blind = Inner {
            authority: authority.to_owned(),
            mount: mount.to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            document: None,
        };
        let blind = Self { inner: Arc::new(blind) };
        let target = blind.target("/openapi.json");
        let answer = blind.send(Request::new(Method::GET, &target)).await;
        let text = String::from_utf8(answer.expect(200).body.to_vec()).expect("JSON is UTF-8");
        let document = Some(Document::read(&text));
        let client = blind.inner.client.clone();
        let (authority, mount) = (authority.to_owned(), mount.to_owned());
        Self { inner: Arc::new(Inner { authority, mount, client, document }) }
    }

    /// Host and port.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.inner.authority
    }

    /// What a path of the contract is from the server's root.
    #[must_use]
    pub fn target(&self, path: &str) -> String {
        format!("{}{path}", self.inner.mount)
    }

    /// The server's OpenAPI document.
    #[must_use]
    pub fn document(&self) -> &Document {
        self.inner.document.as_ref().expect("it was read when connecting")
    }

    /// Sends and waits for the whole answer, which has to conform to the document.
    pub async fn send(&self, request: Request) -> Answer {
        let (method, target) = (request.method.clone(), request.target.clone());
        match self.try_send(request).await {
            Ok(answer) => answer,
            Err(error) => panic!("no answer to {method} {target}: {error}"),
        }
    }

    /// As [`send`](Self::send), for a server that may be dying.
    ///
    /// # Errors
    ///
    /// When the connection breaks before the answer is complete.
    pub async fn try_send(&self, request: Request) -> Result<Answer, String> {
        let (method, target) = (request.method.clone(), request.target.clone());
        let asked = format!("{method} {target}");
        let exchange = async {
            let (status, headers, body) = self.begin(request).await?;
            let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
            Ok::<_, String>(Answer { asked: asked.clone(), status, headers, body })
        };
        let answer = match tokio::time::timeout(2 * BOUND, exchange).await {
            Ok(answer) => answer?,
            Err(_) => panic!("{asked} was not answered within {:?}", 2 * BOUND),
        };
        self.check(&method, &target, &answer);
        Ok(answer)
    }

    /// Sends and leaves the body to be read, for streams.
    ///
    /// # Errors
    ///
    /// When the connection breaks before the head of the answer.
    pub async fn begin(
        &self,
        request: Request,
    ) -> Result<(http::StatusCode, HeaderMap, Incoming), String> {
        let uri = format!("http://{}{}", self.inner.authority, request.target);
        let mut out = http::Request::new(Full::new(request.body));
        *out.method_mut() = request.method;
        *out.uri_mut() = uri.parse().map_err(|error| format!("{uri} is no target: {error}"))?;
        *out.headers_mut() = request.headers;
        let answer = self.inner.client.request(out).await.map_err(|error| format!("{error:?}"))?;
        let (head, body) = answer.into_parts();
        Ok((head.status, head.headers, body))
    }

    /// Holds an answer against the document, where it is one of the interface's.
    pub fn check(&self, method: &Method, target: &str, answer: &Answer) {
        let Some(document) = &self.inner.document else { return };
        let path = match target.strip_prefix(self.inner.mount.as_str()) {
            Some(path) => path,
            None if matches!(target, "/healthz" | "/readyz" | "/metrics") => target,
            None => return,
        };
        if let Err(fault) = document.check(method, path, answer) {
            panic!("{fault}\n{answer}\n{:?}", answer.headers);
        }
    }
}
