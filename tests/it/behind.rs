//! What comes of proxies that do more than they should, of clocks that differ, and of ids that no path would choose: the
//! rows of `docs/proxies/README.md` that need no browser.

mod clocks;
mod ids;
mod proxies;
