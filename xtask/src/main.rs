//! The commands of the project: widget, test.

fn main() {}
