//! The calls in scope, one file per aspect of the contract.

mod access;
mod amending;
mod document;
mod ending;
mod erasing;
mod etag;
mod exporting;
mod headers;
mod identifying;
mod lists;
mod notes;
mod opening;
mod paging;
mod privacy;
mod profile;
mod push_tokens;
mod reading;
mod repeats;
mod searching;
mod status;
mod toggle;
mod tokens;
mod traces;
mod unread;
mod writing;
