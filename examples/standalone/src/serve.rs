//! Serving: from settings to a listening server, and down again.

mod connections;
mod shutdown;

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use chatdesk_core::{Clock, Desk, DeskBuilder, Switch, SystemClock};
use chatdesk_http::HttpSettings;
use tokio::net::TcpListener;
use tracing::{info, warn};

use self::{connections::Connections, shutdown::Shutdown};
use crate::{
    app::{self, Guarded, Parts},
    config::{Config, PublicUrl, Server},
    console::{ConsoleDoor, SignIn},
    data::DataFolder,
    failure::Failure,
    keys,
    links::Links,
    secret::FolderSecret,
    webhooks,
};

/// How long requests under way may take to finish once the server was asked to stop.
const DRAIN_FOR: Duration = Duration::from_secs(5);

/// Serves until it is told to stop.
///
/// # Errors
/// When it cannot begin to.
pub(crate) async fn serve(config: Config) -> Result<(), Failure> {
    let shutdown = Shutdown::listen().map_err(Failure::System)?;
    let data = DataFolder::open(&config.server.data)?;
    let secret = FolderSecret::open(&data.secret())?;
    let webhooks = webhooks::all(&config)?;
    // Before the database is opened: a second server for the same port should not touch it.
    let addr = config.server.addr;
    let listener = TcpListener::bind(addr).await.map_err(|e| Failure::listen(addr, e))?;
    let addr = listener.local_addr().map_err(Failure::System)?;
    let building = Desk::builder(data.store().await?)
        .default_switch(Switch::from(config.chat.enabled_by_default))
        .retention(config.chat.retention)
        .support(config.support.by_text.clone())
        .close_after(config.support.close_after)
        .max_chars(usize::try_from(config.chat.max_chars).unwrap_or(usize::MAX));
    let desk = webhooks.into_iter().fold(building, DeskBuilder::notifier).build();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let settings = http_settings(&config);
    let sign_in = SignIn::new(desk.clone(), settings.clone());
    let jwt = keys::console(&config.auth, &secret)?;
    let (door, code) =
        ConsoleDoor::new(jwt, Arc::clone(&clock), sign_in).map_err(Failure::Random)?;
    let api = chatdesk_http::router_with(
        desk.clone(),
        keys::auth(&config.auth, &secret)?,
        settings.clone(),
    );
    let Server { base_path, prefix, .. } = &config.server;
    let pages = Guarded { clock, settings: &settings };
    let app = app::router(Parts { base_path, prefix, api, door, pages });

    let (stopped, streams) = (shutdown.signal(), desk.clone());
    let worker = tokio::spawn(async move { desk.run(stopped).await });
    announce(&Links::new(&config.server, addr), &code);
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
    Ok(())
}

fn http_settings(config: &Config) -> HttpSettings {
    let Server { public_url, trusted_proxies, cors_origins, metrics_token, .. } = &config.server;
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
