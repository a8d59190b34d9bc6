//! The calls in scope, one file per aspect of the contract.

mod access;
mod document;
mod ending;
mod etag;
mod headers;
mod lists;
mod opening;
mod paging;
mod privacy;
mod reading;
mod repeats;
mod status;
mod toggle;
mod tokens;
mod unread;
mod writing;
