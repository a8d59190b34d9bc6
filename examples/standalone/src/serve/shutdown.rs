//! When the server is told to stop.

use std::io;

use tokio::sync::watch;

/// Counts how often the server was told to stop: SIGTERM, or SIGINT as Ctrl-C sends it.
#[derive(Debug)]
pub(crate) struct Shutdown {
    tell: watch::Sender<u32>,
}

impl Shutdown {
    /// Listens from now on; what the operating system would do with the signals no longer happens.
    ///
    /// # Errors
    /// When the operating system does not let it.
    pub(crate) fn listen() -> io::Result<Self> {
        let mut signals = Signals::new()?;
        let tell = watch::Sender::new(0);
        let shutdown = Self { tell: tell.clone() };
        tokio::spawn(async move {
            loop {
                signals.next().await;
                tell.send_modify(|times| *times += 1);
            }
        });
        Ok(shutdown)
    }

    /// Tells the server to stop.
    pub(crate) fn tell(&self) {
        self.tell.send_modify(|times| *times += 1);
    }

    /// Completes at the first time; at once when that was before.
    pub(crate) fn signal(&self) -> impl Future<Output = ()> + Send + 'static {
        told_times(self.tell.subscribe(), 1)
    }

    /// Completes at the second time.
    pub(super) async fn again(&self) {
        told_times(self.tell.subscribe(), 2).await;
    }
}

async fn told_times(mut told: watch::Receiver<u32>, times: u32) {
    // It fails only when nobody can tell any more, and then nobody can stop the runtime but by ending it.
    drop(told.wait_for(|told| *told >= times).await);
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
