use chatdesk_widget_browser::{say, say_with};

use crate::console::Console;
use crate::draw::{Drawn, live, part, view};
use crate::page::text_of;
use crate::settings::editor::Edited;
use crate::state::{Memo, Signal};
use crate::writing::canned::{CannedReply, Facts, fill};

/// The canned replies: to be read by agents, changed by admins.
pub(super) fn canned(console: Console, is_admin: bool) -> Drawn {
    let editor = console.settings.editor;
    let known = console.writing.canned.known;
    // The form is drawn anew for another reply, not at each letter.
    let is_new =
        Memo::new(move || editor.open.with(|open| open.as_ref().is_some_and(|it| it.id.is_none())));
    view! {
        <section class="sheet" aria-labelledby="canned-title">
            <h2 id="canned-title">{say("console.canned.title")}</h2>
            <p class="about">{say("console.canned.about")}</p>
            <ul class="replies">
                <For each=move || known.get() key=CannedReply::whole let(reply)>
                    {entry(console, reply, is_admin)}
                </For>
            </ul>
            {part(move || known.with(Vec::is_empty).then(|| {
                view! { <p class="about">{say("console.canned.none")}</p> }
            }))}
            <p class="wrong" role="alert">{part(move || editor.failure.get())}</p>
            {part(move || (is_admin && is_new.get()).then(|| form(console)))}
            {part(move || (is_admin && !is_new.get()).then(|| view! {
                <button type="button" class="plain" on:click=move |_| editor.begin(None)>
                    {say("console.canned.new")}
                </button>
            }))}
        </section>
    }
}

fn entry(console: Console, reply: CannedReply, is_admin: bool) -> Drawn {
    let editor = console.settings.editor;
    let reply = Signal::new(reply);
    let id = reply.with_untracked(|reply| reply.id.clone());
    let is_edited = {
        let id = id.clone();
        Memo::new(move || {
            editor.open.with(|open| open.as_ref().is_some_and(|it| it.id.as_ref() == Some(&id)))
        })
    };
    let is_doomed = Memo::new(move || editor.doomed.with(|doomed| doomed.as_ref() == Some(&id)));
    let shown = move || {
        reply.with_untracked(|reply| {
            view! {
                <span class="short" dir="ltr">{format!("/{}", reply.shortcut)}</span>
                <span class="name" dir="auto">{reply.title.clone()}</span>
                <span class="preview" dir="auto">{reply.text.clone()}</span>
                {is_admin.then(|| acts(console, reply.clone(), is_doomed))}
            }
        })
    };
    view! {
        <li>
            {part(move || if is_edited.get() { form(console) } else { shown() })}
        </li>
    }
}

fn acts(console: Console, reply: CannedReply, is_doomed: Memo<bool>) -> Drawn {
    let editor = console.settings.editor;
    let name = reply.title.clone();
    let id = Signal::new(reply.id.clone());
    let edit = say_with("console.canned.edit", &[("name", &name)]);
    let delete = Signal::new(say_with("console.canned.delete", &[("name", &name)]));
    let choose = move || {
        if is_doomed.get() {
            let sure = move |_| editor.delete(console, id.get_untracked());
            view! {
                <button type="button" class="plain danger" on:click=sure>
                    {say("console.canned.sure")}
                </button>
                <button type="button" class="plain" on:click=move |_| editor.doomed.set(None)>
                    {say("console.cancel")}
                </button>
            }
        } else {
            let ask = move |_| editor.doomed.set(Some(id.get_untracked()));
            view! {
                <button type="button" class="quiet" aria-label=delete.get_untracked() on:click=ask>
                    {say("console.delete")}
                </button>
            }
        }
    };
    view! {
        <span class="acts">
            <button
                type="button"
                class="quiet"
                aria-label=edit
                on:click=move |_| editor.begin(Some(reply.clone()))
            >
                {say("console.edit")}
            </button>
            {part(choose)}
        </span>
    }
}

fn form(console: Console) -> Drawn {
    let editor = console.settings.editor;
    let save = move |event: web_sys::Event| {
        event.prevent_default();
        editor.save(console);
    };
    let get = move |look: fn(&Edited) -> &String| {
        live(move || editor.open.with(|open| open.as_ref().map(look).cloned().unwrap_or_default()))
    };
    let set = move |place: fn(&mut Edited) -> &mut String| {
        move |event| editor.change(|edited| *place(edited) = text_of(&event))
    };
    let wrong = move |pointer: &'static str| {
        part(move || editor.open.with(|open| open.as_ref()?.refusal.as_ref()?.of_field(pointer)))
    };
    view! {
        <form class="fields reply" on:submit=save>
            <div class="field">
                <label for="reply-shortcut">{say("console.canned.shortcut")}</label>
                <input
                    id="reply-shortcut" type="text" dir="ltr" maxlength="33" autocapitalize="none"
                    spellcheck="false" aria-describedby="shortcut-wrong" required=true
                    prop:value=get(|it| &it.shortcut) on:input=set(|it| &mut it.shortcut)
                />
                <p class="wrong" id="shortcut-wrong">{wrong("/shortcut")}</p>
            </div>
            <div class="field">
                <label for="reply-title">{say("console.canned.name")}</label>
                <input
                    id="reply-title" type="text" dir="auto" maxlength="100" required=true
                    aria-describedby="reply-title-wrong"
                    prop:value=get(|it| &it.title) on:input=set(|it| &mut it.title)
                />
                <p class="wrong" id="reply-title-wrong">{wrong("/title")}</p>
            </div>
            <div class="field whole">
                <label for="reply-text">{say("console.canned.text")}</label>
                <textarea
                    id="reply-text" rows="4" dir="auto" maxlength="4000" required=true
                    aria-describedby="text-about text-wrong"
                    prop:value=get(|it| &it.text) on:input=set(|it| &mut it.text)
                ></textarea>
                <p class="about" id="text-about">{say("console.canned.places")}</p>
                <p class="wrong" id="text-wrong">{wrong("/text")}</p>
            </div>
            {preview(console)}
            {answers(console)}
        </form>
    }
}

fn answers(console: Console) -> Drawn {
    let editor = console.settings.editor;
    let said =
        move || editor.open.with(|open| Some(open.as_ref()?.refusal.as_ref()?.words.clone()));
    let is_saving = move || editor.open.with(|open| open.as_ref().is_some_and(|it| it.is_saving));
    view! {
        <div class="choices">
            <p class="wrong" role="alert">{part(said)}</p>
            <button type="button" class="plain" on:click=move |_| editor.open.set(None)>
                {say("console.cancel")}
            </button>
            <button type="submit" class="plain strong" disabled=live(is_saving)>
                {say("console.save")}
            </button>
        </div>
    }
}

/// How the reply will look in a chat.
fn preview(console: Console) -> Drawn {
    let filled = move || {
        let text = console.settings.editor.open.with(|open| Some(open.as_ref()?.text.clone()))?;
        let facts = Facts {
            name: Some(say("console.canned.some_name")),
            agent: console.identity.with(|me| me.as_ref()?.name.clone()),
            subject: Some(say("console.canned.some_subject")),
        };
        Some(fill(&text, &facts).text).filter(|text| !text.trim().is_empty())
    };
    part(move || {
        filled().map(|text| {
            view! {
                <figure class="field whole">
                    <figcaption>{say("console.canned.preview")}</figcaption>
                    <blockquote dir="auto">{text}</blockquote>
                </figure>
            }
        })
    })
}
