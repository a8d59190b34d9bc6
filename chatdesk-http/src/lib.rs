#![doc = include_str!("../README.md")]

mod auth;
mod finish;
mod openapi;
mod problem;
mod request;
mod router;
mod routes;
mod wire;

pub use auth::{
    Auth, AuthError, Authenticator, Claims, Grant, Jwt, OwnTokens, SignError, WeakSecret,
};
pub use finish::with_problems;
pub use problem::Problem;
pub use request::JsonBody;
use router::App;
pub use router::{HttpSettings, router, router_with};
