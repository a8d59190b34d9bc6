//! Who looks at which chat: told while the page is visible, so that nobody is alerted in vain.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use chatdesk_widget_browser::{Api, Writer, is_visible, listen};

use crate::console::Console;
use crate::door::Entrance;
use crate::page::document;
use crate::state::effect;
use crate::wiring;

/// The server believes it for 30 seconds.
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// What is looked at: a chat, or the desk as such.
type Place = Option<String>;

/// Tells the server of it for as long as the page lives. Belongs to what is mounted: it follows signals.
pub(crate) fn follow(console: Console) {
    let told = Rc::new(RefCell::new(None));
    let tell = move || {
        let route = console.route.get_untracked();
        let is_there = is_visible() && console.entrance.get_untracked() == Entrance::Open;
        let place = is_there.then(|| route.session().map(str::to_owned));
        renew(&console.api(), &mut told.borrow_mut(), place);
    };
    let tell = Rc::new(tell);
    let hears = Rc::clone(&tell);
    listen(&document(), "visibilitychange", move |_| hears());
    let renews = Rc::clone(&tell);
    wiring::every(RENEW_EVERY, move || renews());
    effect(move || {
        console.route.get();
        console.entrance.get();
        tell();
    });
}

/// Ends what was told of another place, and tells or renews this one.
fn renew(api: &Api, told: &mut Option<Place>, place: Option<Place>) {
    if let Some(left) = told.take().filter(|left| Some(left) != place.as_ref()) {
        post(api, &left, "false");
    }
    if let Some(place) = &place {
        post(api, place, "true");
    }
    *told = place;
}

fn post(api: &Api, place: &Place, visible: &str) {
    let body = Writer::new().maybe("session_id", place.as_deref()).raw("visible", visible).finish();
    // A lease that could not be renewed is renewed the next time.
    api.ask("POST", "/chat/presence", Some(&body), Box::new(drop));
}
