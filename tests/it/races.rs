//! What must hold when several things happen at once, or the client is gone before the answer.

mod first_messages;
mod lost;
mod processes;
mod repeats;
mod switch;
mod vanishing;
