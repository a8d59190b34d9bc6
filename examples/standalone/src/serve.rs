//! Serving: from settings to a listening server, and down again.

mod connections;
mod shutdown;

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use chatdesk_core::{Clock, Desk, DeskBuilder, Switch, SystemClock};
use chatdesk_http::HttpSettings;
use chatdesk_store_sqlite::SqliteStore;
use tokio::net::TcpListener;
use tracing::{info, warn};

use self::connections::Connections;
pub(crate) use self::shutdown::Shutdown;
use crate::{
    app::{self, Guarded, Parts},
    config::{self, Config, PublicUrl},
    console::{ConsoleDoor, SignIn},
    data::DataFolder,
    failure::Failure,
    keys,
    links::Links,
    secret::FolderSecret,
    ways::Ways,
};

/// How long requests under way may take to finish once the server was asked to stop.
const DRAIN_FOR: Duration = Duration::from_secs(5);

/// Serves until it is told to stop.
///
/// # Errors
/// When it cannot begin to.
pub(crate) async fn serve(config: Config) -> Result<(), Failure> {
    let shutdown = Shutdown::listen().map_err(Failure::System)?;
    let server = Server::begin(&config).await?;
    announce(&server.links, &server.code);
    server.run(&shutdown).await;
    Ok(())
}

/// A server that listens, and answers once it runs.
pub(crate) struct Server {
    /// Where it is found.
    pub(crate) links: Links,
    /// The way into the console, once.
    pub(crate) code: String,
    desk: Desk,
    listener: TcpListener,
    app: Router,
    data: DataFolder,
}

impl Server {
    /// Opens all that it needs.
    ///
    /// # Errors
    /// When something of it cannot be had.
    pub(crate) async fn begin(config: &Config) -> Result<Self, Failure> {
        let data = DataFolder::open(&config.server.data)?;
        let secret = FolderSecret::open(&data.secret())?;
        let ways = Ways::of_config(config)?;
        // Before the database is opened: a second server for the same port should not touch it.
        let addr = config.server.addr;
        let listener = TcpListener::bind(addr).await.map_err(|e| Failure::listen(addr, e))?;
        let addr = listener.local_addr().map_err(Failure::System)?;
        let building = building(config, data.store().await?);
        let receivers = ways.receivers.clone();
        let desk = ways.onto(building).build();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let mut settings = http_settings(config);
        settings.receivers = receivers;
        let sign_in = SignIn::new(desk.clone(), settings.clone());
        let jwt = keys::console(&config.auth, &secret)?;
        let (door, code) =
            ConsoleDoor::new(jwt, Arc::clone(&clock), sign_in).map_err(Failure::Random)?;
        let auth = keys::auth(&config.auth, &secret)?;
        let api = chatdesk_http::router_with(desk.clone(), auth, settings.clone());
        let config::Server { base_path, prefix, .. } = &config.server;
        let pages = Guarded { clock, settings: &settings };
        let app = app::router(Parts { base_path, prefix, api, door, pages });
        let links = Links::new(&config.server, addr);
        Ok(Self { links, code, desk, listener, app, data })
    }

    /// Answers until it is told to stop.
    pub(crate) async fn run(self, shutdown: &Shutdown) {
        let Self { desk, listener, app, data, .. } = self;
        let (stopped, streams) = (shutdown.signal(), desk.clone());
        let worker = tokio::spawn(async move { desk.run(stopped).await });
        info!("data in {}; Ctrl-C stops the server", data.path().display());

        let connections = Connections::accept(listener, app, shutdown.signal()).await;
        // A WebSocket is no connection of the server's any more, but still a stream of the desk's.
        let drained = async { tokio::join!(connections.drain(), streams.streams_ended()) };
        tokio::select! {
            drained = tokio::time::timeout(DRAIN_FOR, drained) => if drained.is_err() {
                warn!("some requests did not finish within {} s and are cut off", DRAIN_FOR.as_secs());
            },
            () = shutdown.again() => warn!("told to stop twice: not waiting for open requests"),
        }
        if let Err(error) = worker.await {
            warn!(%error, "the desk's worker did not end by itself");
        }
        info!("stopped");
    }
}

fn building(config: &Config, store: SqliteStore) -> DeskBuilder {
    Desk::builder(store)
        .default_switch(Switch::from(config.chat.enabled_by_default))
        .retention(config.chat.retention)
        .support(config.support.by_text.clone())
        .close_after(config.support.close_after)
        .alert_after(config.notify.delay)
        .max_chars(usize::try_from(config.chat.max_chars).unwrap_or(usize::MAX))
}

fn http_settings(config: &Config) -> HttpSettings {
    let config::Server { public_url, trusted_proxies, cors_origins, metrics_token, .. } =
        &config.server;
    let mut settings = HttpSettings::default();
    settings.poll_interval = config.chat.poll_interval;
    settings.limits = config.limits;
    settings.trusted_proxies.clone_from(trusted_proxies);
    settings.own_origins = public_url.iter().filter_map(PublicUrl::origin).collect();
    settings.cors_origins.clone_from(cors_origins);
    settings.metrics_token.clone_from(metrics_token);
    settings
}

/// The only two lines on standard output: whatever started the server reads them.
fn announce(links: &Links, code: &str) {
    let mut out = io::stdout().lock();
    let printed = writeln!(out, "demo     {}\nconsole  {}", links.demo(), links.console(code))
        .and_then(|()| out.flush());
    if let Err(error) = printed {
        warn!(%error, "the links cannot be printed: standard output is closed");
    }
}
