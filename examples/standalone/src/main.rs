//! Run with `cargo run --release -p chatdesk-server`
//!
//! Support chat in one binary, behind any host.

mod cli;
mod config;
mod data;
#[cfg(test)]
mod scratch;
mod secret;

fn main() {
    let cli = cli::Cli::read();
    println!("{:?} {:?}", cli.config(), cli);
}
