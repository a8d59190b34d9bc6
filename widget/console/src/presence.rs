//! Who looks at which chat: told while the page is visible, so that nobody is alerted in vain.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use chatdesk_widget_browser::{Api, Done, Json, Writer, is_visible, listen};

use crate::console::Console;
use crate::door::Entrance;
use crate::page::document;
use crate::state::effect;
use crate::wiring;

/// The server believes it for 30 seconds.
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// What is looked at: a chat, or the desk as such.
type Place = Option<String>;

/// What was told last; nothing while nobody looks.
type Told = Rc<RefCell<Option<Place>>>;

/// Tells the server of it for as long as the page lives. Belongs to what is mounted: it follows signals.
pub(crate) fn follow(console: Console) {
    let told = Told::default();
    let tell = move || {
        let route = console.route.get_untracked();
        let is_there = is_visible() && console.entrance.get_untracked() == Entrance::Open;
        let place = is_there.then(|| route.session().map(str::to_owned));
        renew(&console.api(), &told, place);
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

/// Tells or renews this place, and then ends what was told of another one: in between somebody else would see one go.
fn renew(api: &Api, told: &Told, place: Option<Place>) {
    let left = told.replace(place.clone()).filter(|left| Some(left) != place.as_ref());
    let Some(place) = place else {
        if let Some(left) = left {
            post(api, &left, "false", Box::new(drop));
        }
        return;
    };
    // Of the desk as such nothing is ended: all that one looks at would end with it.
    let left = left.flatten();
    let (api_then, told) = (api.clone(), Rc::clone(told));
    let end = move |_| {
        if left.is_some() && *told.borrow() != Some(left.clone()) {
            post(&api_then, &left, "false", Box::new(drop));
        }
    };
    post(api, &place, "true", Box::new(end));
}

/// A lease that could not be renewed is renewed the next time.
fn post(api: &Api, place: &Place, visible: &str, done: Done<Json>) {
    let body = Writer::new().maybe("session_id", place.as_deref()).raw("visible", visible).finish();
    api.ask("POST", "/chat/presence", Some(&body), done);
}
