#![doc = include_str!("../README.md")]

mod auth;
mod edge;
mod finish;
mod metrics;
mod openapi;
#[cfg(feature = "pages")]
mod pages;
mod problem;
mod request;
mod router;
mod routes;
mod settings;
mod streams;
mod wire;

pub use auth::{
    Auth, AuthError, Authenticator, Claims, Grant, Jwks, Jwt, KeyError, OwnTokens, SignError,
    WeakSecret,
};
pub use edge::Source;
pub use finish::{guarded, with_problems};
#[cfg(feature = "pages")]
pub use pages::{File, pages};
pub use problem::Problem;
pub use request::JsonBody;
use router::App;
pub use router::{router, router_with};
pub use settings::{
    BotName, HttpSettings, Limits, MetricsToken, Network, Origin, ParseNetworkError,
    ParseOriginError, Receivers,
};
pub use wire::webhook_event;
