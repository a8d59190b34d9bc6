use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request as Asked, State};
use axum::response::Response;
use bytes::Bytes;
use http::{Method, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Api;

/// What a proxy does to what passes through it, besides passing it on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Treatment {
    /// An answer is passed on when it is complete.
    pub buffers: bool,
    /// A connection over which nothing came for so long is cut.
    pub longest_silence: Option<Duration>,
    /// A POST is sent twice, and answered with the second answer, as if the first had been lost.
    pub repeats_posts: bool,
    /// `Authorization` is taken off.
    pub drops_authorization: bool,
}

/// A proxy before a server; it goes when it is dropped.
#[derive(Debug)]
pub struct Between {
    api: Api,
    serving: JoinHandle<()>,
}

#[derive(Debug)]
struct Way {
    treatment: Treatment,
    authority: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Between {
    /// Stands before the server that this is the interface of.
    pub async fn start(api: &Api, treatment: Treatment) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let way = Arc::new(Way { treatment, authority: api.authority().to_owned(), client });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let authority = listener.local_addr().expect("it listens").to_string();
        let app = Router::new().fallback(pass).with_state(way);
        let serving = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("serving does not end by itself");
        });
        let api = Api::connect(&authority, &api.target("")).await;
        Self { api, serving }
    }

    /// The interface through the proxy.
    #[must_use]
    pub const fn api(&self) -> &Api {
        &self.api
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(State(way): State<Arc<Way>>, asked: Asked) -> Response {
    let Treatment { buffers, longest_silence, repeats_posts, drops_authorization } = way.treatment;
    let (mut head, body) = asked.into_parts();
    let body = body.collect().await.expect("a whole request").to_bytes();
    let path = head.uri.path_and_query().expect("a target").as_str();
    head.uri = format!("http://{}{path}", way.authority).parse::<Uri>().expect("a target");
    if drops_authorization {
        head.headers.remove(header::AUTHORIZATION);
    }
    if repeats_posts && head.method == Method::POST {
        let first = http::Request::from_parts(head.clone(), Full::new(body.clone()));
        let answer = way.client.request(first).await.expect("the server answers");
        drop(answer.into_body().collect().await);
    }
    let onward = http::Request::from_parts(head, Full::new(body));
    let (head, body) = way.client.request(onward).await.expect("the server answers").into_parts();
    let body = match longest_silence {
        _ if buffers => Body::from(body.collect().await.expect("a whole answer").to_bytes()),
        Some(longest) => Body::from_stream(futures_util::stream::unfold(body, move |body| {
            heard_within(longest, body)
        })),
        None => Body::new(body),
    };
    Response::from_parts(head, body)
}

/// The next bytes of an answer; an error, which breaks the connection, where none come in time.
async fn heard_within(
    longest: Duration,
    mut body: Incoming,
) -> Option<(Result<Bytes, std::io::Error>, Incoming)> {
    match tokio::time::timeout(longest, body.frame()).await {
        Ok(frame) => {
            let frame = frame?.map_err(std::io::Error::other);
            Some((frame.map(|frame| frame.into_data().unwrap_or_default()), body))
        }
        Err(_) => Some((Err(std::io::ErrorKind::TimedOut.into()), body)),
    }
}
