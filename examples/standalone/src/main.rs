//! Support chat in one binary, behind any host.

fn main() {}
