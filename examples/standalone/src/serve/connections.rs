//! Connections: accepted, served, and let finish.

use std::{io, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::ServiceExt as _;
use tracing::{debug, warn};

/// How long a client may take for the head of a request, and how long an idle connection is kept: longer than proxies
/// keep theirs (nginx 60 s), so that none is closed at the moment in which it is used again.
const HEAD_WITHIN: Duration = Duration::from_secs(75);
/// After a failure that is not one connection's own (no file descriptor left) others need time to end.
const REST: Duration = Duration::from_millis(200);

/// The connections that are open when the server is told to stop. Each holds a receiver for as long as it is.
pub(super) struct Connections {
    open: watch::Sender<Told>,
}

/// What connections are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    /// To finish what is under way.
    Finish,
}

impl Connections {
    /// Serves `app` on every connection until `stop` completes; then nobody is let in any more.
    ///
    /// This is not `axum::serve`: that drops the handling of a request whose sender has gone, and a message that was
    /// sent whole must be stored and seen by the other side, whether or not its sender waits for the answer.
    pub(super) async fn accept(
        listener: TcpListener,
        app: Router,
        stop: impl Future<Output = ()> + Send,
    ) -> Self {
        let open = watch::Sender::new(Told::Nothing);
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return Self { open },
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => serve(stream, peer, &app, open.subscribe()),
                    Err(error) if is_its_own(&error) => debug!(%error, "a connection failed"),
                    Err(error) => {
                        warn!(%error, "no connection can be accepted at the moment");
                        tokio::time::sleep(REST).await;
                    }
                },
            }
        }
    }

    /// Lets requests under way finish. Streams were told to end by the desk.
    pub(super) async fn drain(self) {
        self.open.send_replace(Told::Finish);
        self.open.closed().await;
    }
}

fn serve(stream: TcpStream, peer: SocketAddr, app: &Router, mut told: watch::Receiver<Told>) {
    // An event is small and should leave at once.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "a connection failed");
        return;
    }
    let app = app.clone().map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http1::Builder::new()
        // A sender that has gone looks like one that only finished sending: both are served to the end.
        .half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
        .with_upgrades();
    tokio::spawn(async move {
        let mut connection = pin!(connection);
        let finish = async { drop(told.wait_for(|told| *told == Told::Finish).await) };
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = finish => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = served {
            debug!(%error, "a connection ended early");
        }
        // Until here it counts as open.
        drop(told);
    });
}

/// Whether a failed accept says nothing about the next one.
fn is_its_own(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
