use chatdesk_api::{AdminUser, AdminUsers, Toggle, ToggleChange, ToggleHistory};
use chatdesk_widget_browser::Writer;
use chatdesk_widget_engine::Failure;
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use crate::screen::Screen;
use crate::words;

/// What the table knows.
#[derive(Clone, Copy, Debug)]
struct Table {
    screen: Screen,
    users: RwSignal<Vec<AdminUser>>,
    total: RwSignal<u64>,
    next: RwSignal<Option<String>>,
    search: RwSignal<String>,
    /// Answers to an older search are not wanted any more.
    round: RwSignal<u32>,
    fault: RwSignal<Option<String>>,
}

/// The users, and the switch of each.
#[component]
pub(crate) fn Users(screen: Screen) -> impl IntoView {
    let table = Table {
        screen,
        users: RwSignal::new(Vec::new()),
        total: RwSignal::new(0),
        next: RwSignal::new(None),
        search: RwSignal::new(String::new()),
        round: RwSignal::new(0),
        fault: RwSignal::new(None),
    };
    table.load(None);
    Effect::new(move || {
        if let Some((user_id, chat_enabled)) = screen.switched.get() {
            table.show_switched(&user_id, chat_enabled);
        }
    });
    let ids = Memo::new(move |_| {
        table.users.with(|users| users.iter().map(|user| user.user_id.clone()).collect::<Vec<_>>())
    });
    view! {
        <main class="users">
            <header>
                <h1>"People"</h1>
                <input
                    type="search"
                    aria-label="Search users"
                    placeholder="Search by name, e-mail or id"
                    prop:value=move || table.search.get()
                    on:input:target=move |event| {
                        table.search.set(event.target().value());
                        table.load(None);
                    }
                />
            </header>
            <Show when=move || table.fault.get().is_some()>
                <p class="banner" role="alert">{move || table.fault.get()}</p>
            </Show>
            <div class="sheet" tabindex="0" role="region" aria-label="Table of users">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"E-mail"</th>
                            <th scope="col">"Last seen"</th>
                            <th scope="col">"Unread"</th>
                            <th scope="col">"Chat enabled"</th>
                            <th scope="col"><span class="spoken">"History"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || ids.get() key=Clone::clone let(id)>
                            <UserRow table id />
                        </For>
                    </tbody>
                </table>
                <Show when=move || ids.with(Vec::is_empty)>
                    <p class="empty">"Nobody here yet."</p>
                </Show>
            </div>
            <footer>
                <p>{move || count(table.users.with(Vec::len), table.total.get())}</p>
                <Show when=move || table.next.get().is_some()>
                    <button type="button" class="more" on:click=move |_| table.load(table.next.get())>
                        "Load more"
                    </button>
                </Show>
            </footer>
        </main>
    }
}

#[component]
fn UserRow(table: Table, id: String) -> impl IntoView {
    let user = {
        let id = id.clone();
        Memo::new(move |_| {
            table.users.with(|users| users.iter().find(|user| user.user_id == id).cloned())
        })
    };
    let is_open = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    let changes = RwSignal::new(Vec::<ToggleChange>::new());
    let name = move || user.get().map(|user| words::name_of(&user.user_id, user.name.as_deref()));
    let email = move || user.get().and_then(|user| user.email).unwrap_or_else(|| "–".into());
    let seen = move || {
        let at = user.get().and_then(|user| user.last_seen_at);
        at.map_or_else(|| "–".into(), |at| table.time(at.as_str()))
    };
    let unread = move || user.get().map_or(0, |user| user.unread_count);
    let is_on = move || user.get().is_some_and(|user| user.chat_enabled);
    let id = StoredValue::new(id);
    let flip = move |_| table.switch(id.get_value(), !is_on(), reason, (is_open, changes));
    let open = move |_| {
        is_open.update(|is_open| *is_open = !*is_open);
        if is_open.get() {
            table.load_history(id.get_value(), changes);
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{email}</td>
            <td>{seen}</td>
            <td><span class:badge=move || { unread() > 0 }>{unread}</span></td>
            <td>
                <button
                    type="button"
                    role="switch"
                    class="switch"
                    aria-checked=move || is_on().to_string()
                    aria-label=move || format!("Chat for {}", name().unwrap_or_default())
                    on:click=flip
                ></button>
            </td>
            <td>
                <button
                    type="button"
                    class="quiet"
                    aria-expanded=move || is_open.get().to_string()
                    aria-label=move || format!("History of {}", name().unwrap_or_default())
                    on:click=open
                >
                    "History"
                </button>
            </td>
        </tr>
        <Show when=move || is_open.get()>
            <tr class="details">
                <td colspan="6"><History table reason changes /></td>
            </tr>
        </Show>
    }
}

#[component]
fn History(
    table: Table,
    reason: RwSignal<String>,
    changes: RwSignal<Vec<ToggleChange>>,
) -> impl IntoView {
    view! {
        <label>
            "Reason for the next change (optional)"
            <input
                type="text"
                maxlength="500"
                prop:value=move || reason.get()
                on:input:target=move |event| reason.set(event.target().value())
            />
        </label>
        <ol>
            {move || changes.get().into_iter().map(|change| view! {
                <li>
                    <span class=if change.chat_enabled { "chip active" } else { "chip off" }>
                        {if change.chat_enabled { "Switched on" } else { "Switched off" }}
                    </span>
                    <time>{table.time(change.updated_at.as_str())}</time>
                    <span>"by " {change.updated_by}</span>
                    <span dir="auto">{change.reason}</span>
                </li>
            }).collect::<Vec<_>>()}
        </ol>
        <Show when=move || changes.with(Vec::is_empty)>
            <p class="empty">"Nobody has moved this switch."</p>
        </Show>
    }
}

impl Table {
    /// Loads a page of what is searched for; the first one replaces what is there.
    fn load(self, cursor: Option<String>) {
        self.round.update(|round| *round += 1);
        let round = self.round.get_untracked();
        let mut path = String::from("/admin/users?limit=50");
        let search = self.search.get_untracked();
        for (name, value) in
            [("search", search.trim()), ("cursor", cursor.as_deref().unwrap_or_default())]
        {
            if !value.is_empty() {
                path.push_str(&format!("&{name}={}", encode(value)));
            }
        }
        let api = self.screen.host().api().clone();
        spawn_local(async move {
            let answer = api.get::<AdminUsers>(&path).await;
            if self.round.get_untracked() != round {
                return;
            }
            self.fault.set(answer.as_ref().err().map(fault));
            let Ok(page) = answer else { return };
            self.total.set(page.total);
            self.next.set(page.next_cursor);
            self.users.update(|users| {
                if cursor.is_none() {
                    users.clear();
                }
                users.extend(page.users);
            });
        });
    }

    fn switch(
        self,
        user_id: String,
        chat_enabled: bool,
        reason: RwSignal<String>,
        (is_open, changes): (RwSignal<bool>, RwSignal<Vec<ToggleChange>>),
    ) {
        let api = self.screen.host().api().clone();
        let why = reason.get_untracked();
        let why = Some(why.trim()).filter(|why| !why.is_empty());
        let word = if chat_enabled { "true" } else { "false" };
        let body = Writer::new().raw("chat_enabled", word).maybe("reason", why).finish();
        spawn_local(async move {
            let path = format!("/admin/user/{}/chat-toggle", encode(&user_id));
            let answer = api.send::<Toggle>("PUT", &path, body).await;
            self.fault.set(answer.as_ref().err().map(fault));
            let Ok(toggle) = answer else { return };
            self.show_switched(&toggle.user_id, toggle.chat_enabled);
            reason.set(String::new());
            if is_open.get_untracked() {
                self.load_history(user_id, changes);
            }
        });
    }

    fn load_history(self, user_id: String, changes: RwSignal<Vec<ToggleChange>>) {
        let api = self.screen.host().api().clone();
        spawn_local(async move {
            let path = format!("/admin/user/{}/chat-toggle/history", encode(&user_id));
            let answer = api.get::<ToggleHistory>(&path).await;
            self.fault.set(answer.as_ref().err().map(fault));
            if let Ok(history) = answer {
                changes.set(history.changes);
            }
        });
    }

    fn show_switched(self, user_id: &str, chat_enabled: bool) {
        self.users.update(|users| {
            for user in users.iter_mut().filter(|user| user.user_id == user_id) {
                user.chat_enabled = chat_enabled;
            }
        });
    }

    fn time(self, at: &str) -> String {
        self.screen.times().full(&Date::new(&JsValue::from_str(at)))
    }
}

fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

fn count(n_shown: usize, total: u64) -> String {
    format!("{n_shown} of {total}")
}

/// Why something did not work, for the person who tried.
fn fault(failure: &Failure) -> String {
    match failure {
        Failure::Network => "The server cannot be reached just now. Please try again.".into(),
        Failure::Refused { detail, .. } if detail.is_empty() => {
            "The server refused this. Please reload the page.".into()
        }
        Failure::Refused { detail, .. } => format!("The server refused this: {detail}"),
    }
}
