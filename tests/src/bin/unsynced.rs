//! A server whose store does not sync, for the check that has to notice it.
//!
//! It serves the interface of chatdesk over a file below its working directory, and announces itself as
//! `chatdesk-server` does, whose own store has no such switch.
#![expect(clippy::print_stdout, reason = "what starts it reads where it listens")]

use axum::Router;
use chatdesk_core::Desk;
use chatdesk_http::{Auth, Jwt};
use chatdesk_store_sqlite::SqliteStore;
use chatdesk_tests::JWT_SECRET;
use tokio::net::TcpListener;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all("chatdesk-data")?;
    let store = SqliteStore::open_unsynced("chatdesk-data/chatdesk.db").await?;
    let desk = Desk::builder(store).build();
    let auth = Auth::new().jwt(Jwt::hs256(JWT_SECRET.as_bytes())?);
    let app = Router::new().nest("/api", chatdesk_http::router(desk.clone(), auth));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("demo     http://{address}/\nconsole  http://{address}/console/#code=none");
    tokio::spawn(async move { desk.run(std::future::pending()).await });
    Ok(axum::serve(listener, app).await?)
}
