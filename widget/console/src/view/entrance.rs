use leptos::prelude::*;

use super::icons::{self, icon};
use crate::console::Console;
use crate::door::Reason;

/// While a code or a token is tried.
pub(super) fn opening(console: Console) -> impl IntoView {
    view! {
        <main class="door">
            <p role="status" data-connection=move || console.connection.get().as_str()>
                "Connecting to the server…"
            </p>
        </main>
    }
}

/// Nobody gets in without the printed link.
pub(super) fn shut(reason: Reason) -> impl IntoView {
    let why = match reason {
        Reason::NoLink => "This browser is not signed in to the console.",
        Reason::OldLink => "This console link was used already, or is older than ten minutes.",
    };
    view! {
        <main class="door">
            <div class="card" role="alert">
                <span class="seal">{icon(icons::LOCK)}</span>
                <h1>"Open the console link"</h1>
                <p>{why}</p>
                <p>
                    "When the server starts, it prints a line that begins with "
                    <code>"console"</code>
                    ". Open the link in that line; it works once. For a new link, restart the server."
                </p>
            </div>
        </main>
    }
}
