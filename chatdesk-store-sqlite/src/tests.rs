//! What can only be asked from inside: faults in the middle of a group, and how statements find their rows.

mod faults;
mod finding;
mod gate;
mod groups;
mod migrating;
mod plans;
