//! A customer has a page before them: what the desk is told of it.

use super::{access, text::parse_line};
use crate::{Actor, Address, Error, Given, Invalid, PageShown, ShownPage, Timestamp};

/// How many characters the address of a page may have.
pub(super) const MAX_PAGE_CHARS: usize = 2_048;
const MAX_TITLE_CHARS: usize = 200;

/// Whose page, and which; without what a query or a fragment may give away.
pub(crate) fn decide(
    actor: &Actor,
    shown: &Given<PageShown>,
    now: Timestamp,
) -> Result<(Address, ShownPage), Error> {
    let customer = access::customer(actor)?;
    let PageShown { url, title } = shown.as_ref().map_err(Clone::clone)?;
    let title = parse_line("/title", title.as_deref(), MAX_TITLE_CHARS)?;
    let page = ShownPage { url: parse(url)?, title, at: now };
    Ok((customer.address.clone(), page))
}

fn parse(url: &str) -> Result<String, Invalid> {
    let unfit = |detail: &str| Invalid::new("/url", detail);
    let url = parse_line("/url", Some(url), MAX_PAGE_CHARS)?.ok_or_else(|| unfit("is empty"))?;
    let scheme = url.split_once("://").map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let is_web = scheme.is_some_and(|(scheme, rest)| {
        matches!(scheme.as_str(), "http" | "https") && !rest.is_empty() && !rest.starts_with('/')
    });
    if !is_web || url.contains(char::is_whitespace) {
        return Err(unfit("is no address that begins with http:// or https://"));
    }
    Ok(url.split(['?', '#']).next().unwrap_or_default().to_owned())
}
