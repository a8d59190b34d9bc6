//! What calls somebody who looks elsewhere: title, icon, sound, notifications.

use std::cell::RefCell;
use std::rc::Rc;

use chatdesk_api::Message;
use chatdesk_widget_browser::{in_turn, is_visible, now_ms, say, say_with, times};
use chatdesk_widget_engine::Table;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlLinkElement, Notification, NotificationOptions, NotificationPermission};

use crate::address::Route;
use crate::console::Console;
use crate::names;
use crate::page::{document, window};
use crate::personal::storage;
use crate::state::Signal;

/// What is older was not said just now: it waited for this browser.
const FRESH_MS: u64 = 60_000;
/// So many notifications in so long; what comes beyond is told as one.
const BURST: usize = 3;
const BURST_MS: u64 = 20_000;
/// Sounds keep this distance.
const SOUND_MS: u64 = 4_000;

/// What was called out, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attention {
    inner: Signal<Rc<RefCell<Called>>>,
}

#[derive(Debug, Default)]
struct Called {
    /// The notifications that are shown, by session.
    shown: Table<String, Notification>,
    /// When the last ones were.
    at_ms: Vec<u64>,
    sounded_ms: u64,
    /// The number on the icon.
    badge: Option<u64>,
}

impl Attention {
    pub(crate) fn new() -> Self {
        Self { inner: Signal::default() }
    }

    /// Keeps title and icon of a page that is the console's own.
    pub(crate) fn show(self, console: Console) {
        if !console.root().is_alone {
            return;
        }
        document().set_title(&title(console));
        let unread = console.unread.get().unwrap_or_default();
        let inner = self.inner.get_untracked();
        if inner.borrow_mut().badge.replace(unread) != Some(unread) {
            draw_icon(unread);
        }
    }

    /// A customer wrote just now.
    pub(crate) fn call(self, console: Console, message: &Message) {
        let at = times::read(message.timestamp.as_str());
        #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a float")]
        let age = now_ms() as f64 - at;
        #[expect(clippy::cast_precision_loss, reason = "a minute is short")]
        let is_fresh = age < FRESH_MS as f64;
        if !is_fresh || is_before_eyes(console, &message.session_id) {
            return;
        }
        let (sound, notifications) =
            console.personal.wants(|wishes| (wishes.sound, wishes.notifications));
        if sound {
            self.sound(console, &format!("{} {}", message.session_id, message.id));
        }
        if notifications && permission() == Some(NotificationPermission::Granted) {
            self.notify(console, message);
        }
    }

    /// Takes away what was read meanwhile.
    pub(crate) fn settle(self, console: Console) {
        let inner = self.inner.get_untracked();
        let Ok(mut called) = inner.try_borrow_mut() else { return };
        called.shown.retain(|id, notification| {
            let is_unread = console.sessions.with_untracked(|sessions| {
                sessions.get(id).is_none_or(|session| session.unread_count > 0 && session.is_active)
            });
            let stays = is_unread && !is_before_eyes(console, id);
            if !stays {
                notification.close();
            }
            stays
        });
    }

    /// Of all tabs that hear of one message one sounds.
    fn sound(self, console: Console, what: &str) {
        let now = now_ms();
        {
            let inner = self.inner.get_untracked();
            let mut called = inner.borrow_mut();
            if now < called.sounded_ms + SOUND_MS {
                return;
            }
            called.sounded_ms = now;
        }
        let key = format!("{} sounded", console.desk().key);
        let what = what.to_owned();
        let name = key.clone();
        in_turn(&name, move |release| {
            let last = storage().and_then(|storage| storage.get_item(&key).ok()?);
            if last.as_deref() != Some(what.as_str()) {
                if let Some(storage) = storage() {
                    drop(storage.set_item(&key, &what));
                }
                // A browser without sound is silent.
                drop(chime());
            }
            release();
        });
    }

    /// One for each chat: a newer one takes the place of the older, in all tabs.
    fn notify(self, console: Console, message: &Message) {
        let inner = self.inner.get_untracked();
        let mut called = inner.borrow_mut();
        let now = now_ms();
        called.at_ms.retain(|at| now < at + BURST_MS);
        let session = &message.session_id;
        let is_storm = called.at_ms.len() >= BURST && called.shown.get(session).is_none();
        called.at_ms.push(now);
        let options = NotificationOptions::new();
        let (title, route) = if is_storm {
            options.set_tag("chatdesk");
            (say("console.call.many"), Route::Chats)
        } else {
            options.set_tag(session);
            options.set_body(&message.content);
            let name = message.sender.name.clone();
            let id = message.sender.id.clone().unwrap_or_default();
            let name = names::person(name.as_deref(), &id);
            (say_with("console.call.one", &[("name", &name)]), Route::Session(session.clone()))
        };
        let Ok(notification) = Notification::new_with_options(&title, &options) else { return };
        let shown = notification.clone();
        let open = Closure::<dyn FnMut()>::new(move || {
            // Refused is a window that may not come to the front.
            drop(window().focus());
            console.go(&route);
            shown.close();
        });
        notification.set_onclick(Some(open.into_js_value().unchecked_ref()));
        if !is_storm {
            called.shown.insert(session.clone(), notification);
        }
    }
}

/// Whether notifications may be shown; nothing where the browser has none.
pub(crate) fn permission() -> Option<NotificationPermission> {
    let has_them = js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or(false);
    has_them.then(Notification::permission)
}

/// Whether somebody looks at this chat.
fn is_before_eyes(console: Console, session: &str) -> bool {
    let is_here = is_visible() && document().has_focus().unwrap_or(true);
    is_here && console.route.with_untracked(|route| route.session() == Some(session))
}

fn title(console: Console) -> String {
    let place = match console.route.get() {
        Route::Users => say("console.users.title"),
        Route::Settings => say("console.settings.title"),
        Route::Chats => say("console.chats"),
        Route::Tickets => say("console.tickets"),
        Route::Ticket { number, .. } => {
            say_with("console.ticket.one", &[("n", &number.to_string())])
        }
        Route::Deliveries => say("console.deliveries"),
        Route::Team(None) => say("console.team"),
        Route::Session(id) | Route::Team(Some(id)) => console.sessions.with(|sessions| {
            sessions.get(&id).map_or_else(|| say("console.chats"), names::customer)
        }),
    };
    // What colleagues wrote is counted by itself.
    let customers = console.unread.get().filter(|n| *n > 0).map(|n| format!("({n}) "));
    let team = console.team.unread.get().filter(|n| *n > 0);
    let team = team.map(|n| format!("({}: {n}) ", say("console.team")));
    let counts = customers.unwrap_or_default() + &team.unwrap_or_default();
    format!("{counts}{place} · {}", say("console.name"))
}

/// The page's icon with a number on it; the drawing is made of digits alone.
fn draw_icon(unread: u64) {
    let Ok(Some(link)) = document().query_selector("link[rel=icon]") else { return };
    let Ok(link) = link.dyn_into::<HtmlLinkElement>() else { return };
    let number = match unread {
        0 => String::new(),
        1..100 => unread.to_string(),
        _ => "99+".into(),
    };
    let badge = if number.is_empty() {
        String::new()
    } else {
        format!(
            "<circle cx='22' cy='10' r='10' fill='#d2502d'/><text x='22' y='14.5' fill='#fff' \
             font-family='sans-serif' font-weight='700' font-size='{}' text-anchor='middle'>{number}</text>",
            if number.len() > 2 { 9 } else { 13 }
        )
    };
    let drawing = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='9' \
         fill='#12211c'/><path d='M8 8h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-7l-6 5v-5H8a2 2 0 0 1-2-2V10a2 \
         2 0 0 1 2-2Z' fill='#46c592'/>{badge}</svg>"
    );
    let drawing = String::from(js_sys::encode_uri_component(&drawing));
    link.set_href(&format!("data:image/svg+xml,{drawing}"));
    // For whoever cannot see it, and for tests.
    drop(link.set_attribute("data-unread", &unread.to_string()));
}

/// Two soft tones, made here: no file to load.
pub(crate) fn chime() -> Result<(), wasm_bindgen::JsValue> {
    let context = web_sys::AudioContext::new()?;
    let start = context.current_time() + 0.02;
    for (index, frequency) in [659.25_f32, 880.0].into_iter().enumerate() {
        let at = start + if index == 0 { 0.0 } else { 0.13 };
        let (tone, gain) = (context.create_oscillator()?, context.create_gain()?);
        tone.frequency().set_value(frequency);
        gain.gain().set_value_at_time(0.0001, at)?;
        gain.gain().exponential_ramp_to_value_at_time(0.12, at + 0.02)?;
        gain.gain().exponential_ramp_to_value_at_time(0.0001, at + 0.4)?;
        tone.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&context.destination())?;
        tone.start_with_when(at)?;
        tone.stop_with_when(at + 0.45)?;
        if index == 1 {
            let ended = context.clone();
            let end = Closure::once_into_js(move || drop(ended.close()));
            tone.set_onended(Some(end.unchecked_ref()));
        }
    }
    Ok(())
}
