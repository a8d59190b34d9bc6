//! Black-box tests across the crates of chatdesk.
