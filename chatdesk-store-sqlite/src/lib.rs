//! The SQLite store of chatdesk: one file, one writer thread.
