//! What is said by Telegram is read by Telegram's own library as it was meant, and what it posts is read as the reference
//! library reads it.

mod read_back;
mod reader;
mod updates;
