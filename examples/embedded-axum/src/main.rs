//! Run with `cargo run -p chatdesk-example-embedded-axum`
//!
//! A small shop with its own users and cookie sessions. Support chat is mounted in `support.rs`; all else is the shop's.

mod door;
mod html;
mod inbox;
mod people;
mod sessions;
mod shop;
mod support;

use std::{
    error::Error,
    io::{self, Write as _},
    net::SocketAddr,
    sync::Arc,
};

use axum::Router;
use chatdesk::{Clock, Desk, SqliteStore, Store, SystemClock};
use tokio::net::TcpListener;

use self::{door::Door, inbox::Inbox, sessions::Sessions, shop::Shop, support::Keys};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let store = SqliteStore::open("shop-chat.db").await?;
    let (app, desk) = app(store, SystemClock)?;
    let listener = TcpListener::bind("127.0.0.1:8090").await?;
    writeln!(io::stdout(), "the shop: http://{}/", listener.local_addr()?)?;

    // One future beside the server: it moves streams and tells the inbox.
    let worker = tokio::spawn(async move { desk.run(told_to_stop()).await });
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(told_to_stop()).await?;
    worker.await?;
    Ok(())
}

/// The whole shop, support included.
fn app(store: impl Store, clock: impl Clock + Clone) -> Result<(Router, Desk), Box<dyn Error>> {
    let (sessions, inbox) = (Sessions::new(clock.clone()), Inbox::default());
    let keys = Keys::random()?;
    let (support, desk) = support::mount(store, clock, sessions.clone(), inbox.clone(), &keys)?;
    let (door, jwt) = (Door::default(), Arc::new(keys.jwt()?));
    let shop = Shop { sessions, inbox, door, desk: desk.clone(), jwt };
    Ok((shop::router(shop).nest("/support", support), desk))
}

async fn told_to_stop() {
    // Where there is no such signal the shop is stopped by force.
    drop(tokio::signal::ctrl_c().await);
}

#[cfg(test)]
mod tests;
