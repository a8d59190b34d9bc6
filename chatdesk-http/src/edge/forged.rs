//! Requests that a page of another origin makes a browser send, with the cookies of the person before it.

use chatdesk_api::ProblemCode;
use http::{HeaderMap, HeaderValue, header, request::Parts};

use super::{Edge, peer};
use crate::{Origin, problem::Problem};

pub(super) fn refuse(edge: &Edge, parts: &Parts) -> Result<(), Problem> {
    let may_change = !parts.method.is_safe() || parts.headers.contains_key(header::UPGRADE);
    if !may_change || is_ours(edge, parts) {
        return Ok(());
    }
    let detail = "a page of another origin sent this; the operator can list its origin in cors_origins, or name \
                  this server's own in public_url";
    Err(Problem::new(ProblemCode::Forbidden, detail))
}

fn is_ours(edge: &Edge, parts: &Parts) -> bool {
    let headers = &parts.headers;
    let mut sites = headers.get_all("sec-fetch-site").iter().peekable();
    if sites.peek().is_some() {
        // The browser knows better than headers that a proxy may have changed.
        return sites.all(|site| site == "same-origin" || site == "none")
            || is_every_origin(headers, |origin| edge.cors_origins.contains(origin));
    }
    if !headers.contains_key(header::ORIGIN) {
        return true;
    }
    let own = own_origins(edge, parts);
    is_every_origin(headers, |origin| {
        let known = [&own, &edge.own_origins, &edge.cors_origins];
        known.iter().any(|origins| origins.contains(origin))
    })
}

/// Whether the header `Origin` is there and fits, as often as it is there. `null` never does.
fn is_every_origin(headers: &HeaderMap, fits: impl Fn(&Origin) -> bool) -> bool {
    let fits = |value: &HeaderValue| {
        let origin = value.to_str().ok().and_then(|text| text.parse().ok());
        origin.is_some_and(|origin| fits(&origin))
    };
    headers.contains_key(header::ORIGIN) && headers.get_all(header::ORIGIN).iter().all(fits)
}

/// Scheme and host under which this request reached us, or the trusted proxy before us.
fn own_origins(edge: &Edge, parts: &Parts) -> Vec<Origin> {
    let mut hosts: Vec<&str> =
        parts.uri.authority().map(http::uri::Authority::as_str).into_iter().collect();
    let mut named = parts.headers.get_all(header::HOST).iter();
    if let (Some(host), None) = (named.next(), named.next()) {
        hosts.extend(host.to_str());
    }
    let mut scheme = parts.uri.scheme_str().unwrap_or("http");
    if peer::is_trusted(parts, &edge.trusted_proxies) {
        // The first of several is what the browser saw.
        scheme = peer::said(&parts.headers, "x-forwarded-proto").first().copied().unwrap_or(scheme);
        hosts.extend(peer::said(&parts.headers, "x-forwarded-host").first());
    }
    hosts.iter().filter_map(|host| Origin::new(scheme, host)).collect()
}
