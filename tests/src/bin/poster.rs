//! Posts one signed event to a URL and prints the outcome, in an environment that a test sets up.
//!
//!     poster URL SECRET
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;

use chatdesk_core::{Clock as _, SystemClock};
use chatdesk_http::webhook_event;
use chatdesk_notify::{Destinations, Webhook};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let [url, secret] = [1, 2].map(|at| std::env::args().nth(at).unwrap_or_default());
    let home = Destinations::public().and("127.0.0.0/8")?;
    let building = Webhook::builder(url.parse()?, secret.parse()?, webhook_event);
    let webhook = building.destinations(home).build()?;
    let event = serde_json::json!({"type": "message.created"});
    println!("{:?}", webhook.post("event:1:webhook", SystemClock.now(), &event).await);
    Ok(())
}
