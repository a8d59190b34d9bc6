//! Whether the server of these settings serves: for supervisors that have no HTTP client at hand.

use std::{io, net::SocketAddr, time::Duration};

use axum::body::Body;
use http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time};

use crate::{failure::Failure, links::reachable};

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(100);
/// A server that takes longer is not well.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Returns as soon as the server is ready.
///
/// # Errors
/// When it is not within this time; it is asked at least once.
pub(crate) async fn wait(addr: SocketAddr, within: Duration) -> Result<(), Failure> {
    let addr = reachable(addr);
    let mut why = match ask(addr).await {
        Ok(()) => return Ok(()),
        Err(why) => why,
    };
    let asking = async {
        loop {
            time::sleep(PAUSE).await;
            match ask(addr).await {
                Ok(()) => return,
                Err(error) => why = error,
            }
        }
    };
    time::timeout(within, asking).await.map_err(|_| Failure::NotReady(addr, why))
}

async fn ask(addr: SocketAddr) -> io::Result<()> {
    time::timeout(ANSWER_WITHIN, request(addr)).await.map_err(io::Error::from)?
}

async fn request(addr: SocketAddr) -> io::Result<()> {
    let stream = TcpStream::connect(addr).await?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    let request = Request::get("/readyz").header(header::HOST, addr.to_string());
    let request = request.body(Body::empty()).map_err(io::Error::other)?;
    match sender.send_request(request).await.map_err(io::Error::other)?.status() {
        StatusCode::OK => Ok(()),
        status => Err(io::Error::other(format!("/readyz answers {}", status.as_u16()))),
    }
}
