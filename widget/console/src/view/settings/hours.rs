use chatdesk_widget_browser::say_with;

use super::super::icons::{self, icon};
use super::problem;
use crate::console::Console;
use crate::draw::{Drawn, Each, live, part, view};
use crate::page::{is_ticked, text_of};
use crate::settings::{DAYS, OpenHours, day};
use crate::state::Memo;

/// When somebody is there: always, or at these hours of these days.
pub(super) fn hours(console: Console) -> Drawn {
    let form = console.settings.form;
    let has_hours = Memo::new(move || form.with(|form| form.has_hours));
    let choose = move |event| {
        let has_hours = is_ticked(&event);
        form.update(|form| {
            form.has_hours = has_hours;
            if has_hours && form.hours.is_empty() {
                (0..5).for_each(|day| form.open(day));
            }
            if form.time_zone.is_empty() {
                form.time_zone = own_time_zone();
            }
        });
    };
    view! {
        <div class="field">
            <label class="check">
                <input type="checkbox" prop:checked=live(move || has_hours.get()) on:change=choose />
                <span>{say("console.set.hours")}</span>
            </label>
            {part(move || has_hours.get().then(|| week(console)))}
        </div>
    }
}

fn week(console: Console) -> Drawn {
    let settings = console.settings;
    let wrong = Memo::new(move || settings.wrong("/hours"));
    view! {
        <div class="hours">
            <label for="set-zone">{say("console.set.zone")}</label>
            <input
                id="set-zone"
                type="text"
                dir="ltr"
                placeholder="Europe/Berlin"
                aria-describedby="zone-wrong"
                aria-invalid=live(move || settings.wrong("/hours/time_zone").map(|_| "true"))
                prop:value=live(move || settings.form.with(|form| form.time_zone.clone()))
                on:input=move |event| {
                    settings.form.update(|form| form.time_zone = text_of(&event));
                }
            />
            <ul>{Each((0..DAYS.len()).map(|place| one_day(console, place)))}</ul>
            {problem("zone", wrong)}
        </div>
    }
}

fn one_day(console: Console, place: usize) -> Drawn {
    let form = console.settings.form;
    // A part is drawn anew when there are others, not at each letter of it.
    let places = Memo::new(move || {
        form.with(|form| {
            let hours = form.hours.iter().enumerate();
            hours.filter(|(_, hours)| hours.day == place).map(|(at, _)| at).collect::<Vec<_>>()
        })
    });
    let parts = move || {
        let places = places.get();
        if places.is_empty() {
            return vec![view! { <span class="about">{say("console.set.closed")}</span> }];
        }
        places.into_iter().map(|at| span(console, at, place)).collect()
    };
    view! {
        <li>
            <span class="day-name">{day(place)}</span>
            <div class="spans">{part(parts)}</div>
            <button
                type="button"
                class="quiet"
                aria-label=say_with("console.set.open_day", &[("day", &day(place))])
                on:click=move |_| form.update(|form| form.open(place))
            >
                {icon(icons::PLUS)}
            </button>
        </li>
    }
}

fn span(console: Console, at: usize, place: usize) -> Drawn {
    let form = console.settings.form;
    let remove = move |_| {
        form.update(|form| {
            if at < form.hours.len() {
                form.hours.remove(at);
            }
        });
    };
    let name = day(place);
    view! {
        <span class="span">
            {clock(console, at, say_with("console.set.from", &[("day", &name)]), &FROM)}
            <span aria-hidden="true">"–"</span>
            {clock(console, at, say_with("console.set.to", &[("day", &name)]), &TO)}
            <button
                type="button"
                class="quiet"
                aria-label=say_with("console.set.close_part", &[("day", &name)])
                on:click=remove
            >
                {icon(icons::CLOSE)}
            </button>
        </span>
    }
}

/// One end of a part of a day.
struct End {
    name: &'static str,
    get: fn(&OpenHours) -> &String,
    set: fn(&mut OpenHours) -> &mut String,
}

const FROM: End = End { name: "from", get: |hours| &hours.from, set: |hours| &mut hours.from };
const TO: End = End { name: "to", get: |hours| &hours.to, set: |hours| &mut hours.to };

fn clock(console: Console, at: usize, label: String, end: &End) -> Drawn {
    let settings = console.settings;
    let &End { name, get, set } = end;
    let pointer = format!("/hours/days/{at}/{name}");
    view! {
        <input
            type="text"
            class="clock"
            dir="ltr"
            inputmode="numeric"
            maxlength="5"
            placeholder="09:00"
            aria-label=label
            aria-invalid=live(move || settings.wrong(&pointer).map(|_| "true"))
            prop:value=live(move || {
                settings.form.with(|form| form.hours.get(at).map(get).cloned().unwrap_or_default())
            })
            on:input=move |event| settings.form.update(|form| {
                if let Some(hours) = form.hours.get_mut(at) {
                    *set(hours) = text_of(&event);
                }
            })
        />
    }
}

/// The time zone of this browser.
fn own_time_zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let options = format.resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into())
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".into())
}
