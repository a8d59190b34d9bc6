//! What a request brings: who asks, the body, the query, the path.

mod body;
mod caller;
mod path;
mod query;

pub use self::body::JsonBody;
pub(crate) use self::{
    body::raw,
    caller::{
        Arriving, Asking, MaybeCaller, Opening, Reading, Recognised, Sending, anybody, nobody,
        with_token,
    },
    path::{
        PathId, desks_delivery, desks_entry, desks_name, desks_session, person, session_id,
        somebody_by_text, ticket_number,
    },
    query::{QueryValues, invalid, search},
};
