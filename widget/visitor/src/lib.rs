//! The window that visitors and users chat in.
