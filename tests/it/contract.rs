//! The calls in scope, one file per aspect of the contract.

mod access;
mod document;
mod ending;
mod erasing;
mod etag;
mod exporting;
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
mod traces;
mod unread;
mod writing;
