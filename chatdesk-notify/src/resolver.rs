//! From a name to the addresses that are connected to.

use std::{
    error::Error,
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::destinations::{Destinations, Protection};

/// Looks names up.
///
/// # Contract
/// Every answer is judged by [`Destinations`] and then connected to, without another look-up between the two: a resolver
/// may answer whatever the network told it. It may be dropped at any time.
#[async_trait]
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of a name, in the order in which they are to be tried.
    ///
    /// # Errors
    /// When the name cannot be looked up now; an attempt that needs it is made again later.
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the operating system, on tokio's threads for blocking work.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let addresses = tokio::net::lookup_host((name, 0)).await?;
        Ok(addresses.map(|address| address.ip()).collect())
    }
}

/// That a name has no address which may be connected to. Names none of them: it is shown.
#[derive(Debug)]
pub(crate) struct Forbidden;

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no address that may be connected to")
    }
}

impl Error for Forbidden {}

/// Answers of a resolver, without those that may not be connected to.
pub(crate) struct Judged {
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) destinations: Destinations,
    pub(crate) protection: Protection,
}

impl Resolve for Judged {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, protection) = (Arc::clone(&self.resolver), self.protection);
        let destinations = self.destinations.clone();
        Box::pin(async move {
            let mut addresses = resolver.resolve(name.as_str()).await?;
            if addresses.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            addresses.retain(|address| destinations.permit(*address, protection));
            if addresses.is_empty() {
                return Err(Forbidden.into());
            }
            // The port of the URL takes the place of 0.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
