use chatdesk_widget_browser::{Log, Maker, Times, add, add_all, rows, set, set_text};
use chatdesk_widget_engine::{Access, Engine, MAX_CHARS, Side};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlTextAreaElement};

use crate::texts;

/// The window: its parts, and how they follow the engine.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) dialog: HtmlElement,
    pub(crate) close: HtmlElement,
    pub(crate) log: Log,
    pub(crate) form: HtmlElement,
    pub(crate) input: HtmlTextAreaElement,
    pub(crate) start_over: HtmlElement,
    times: Times,
    status: HtmlElement,
    welcome: HtmlElement,
    older: HtmlElement,
    notice: HtmlElement,
    notice_text: HtmlElement,
    grow: HtmlElement,
    send: HtmlElement,
    counter: HtmlElement,
}

impl Window {
    /// Builds it, hidden.
    pub(crate) fn new(maker: &Maker, title: &str, lang: &str) -> Self {
        let dialog = maker.make(
            "section",
            &[("class", "window"), ("role", "dialog"), ("tabindex", "-1"), ("hidden", "")],
        );
        set(&dialog, "aria-labelledby", "title");
        let header = maker.make("header", &[]);
        let heading = maker.text("h2", &[("id", "title")], title);
        let status = maker.make("p", &[("role", "status"), ("data-connection", "offline")]);
        let names = maker.make("div", &[("class", "names")]);
        add_all(&names, &[&heading, &status]);
        let close = maker
            .make("button", &[("type", "button"), ("class", "icon"), ("aria-label", texts::CLOSE)]);
        add(&close, &maker.drawing("m6 6 12 12M18 6 6 18"));
        add_all(&header, &[&names, &close]);

        let log = Log::new(maker);
        let welcome = maker.make("div", &[("class", "welcome"), ("hidden", "")]);
        let question = maker.text("h3", &[], texts::EMPTY_TITLE);
        add_all(&welcome, &[&question, &maker.text("p", &[], texts::EMPTY_TEXT)]);
        let older = maker.text("p", &[("class", "older"), ("hidden", "")], texts::LOADING_OLDER);
        // Refused is a parent below its own child.
        drop(log.scroller.prepend_with_node_2(&older, &welcome));

        let notice = maker.make("div", &[("class", "notice"), ("hidden", "")]);
        let notice_text = maker.make("p", &[]);
        let start_over =
            maker.text("button", &[("type", "button"), ("class", "plain")], texts::START_OVER);
        add_all(&notice, &[&notice_text, &start_over]);

        let form = maker.make("form", &[]);
        let grow = maker.make("div", &[("class", "grow")]);
        let input: HtmlTextAreaElement = maker
            .make(
                "textarea",
                &[
                    ("role", "textbox"),
                    ("aria-label", texts::MESSAGE),
                    ("aria-multiline", "true"),
                    ("placeholder", "Write a message…"),
                    ("rows", "1"),
                    ("dir", "auto"),
                    ("enterkeyhint", "send"),
                ],
            )
            .unchecked_into();
        add(&grow, &input);
        let counter = maker.make("p", &[("class", "counter"), ("role", "alert"), ("hidden", "")]);
        let send = maker
            .make("button", &[("type", "submit"), ("class", "send"), ("aria-label", texts::SEND)]);
        add(&send, &maker.drawing("M12 19V5m-6 6 6-6 6 6"));
        add_all(&form, &[&grow, &send, &counter]);

        let body = maker.make("div", &[("class", "body")]);
        add_all(&body, &[&log.scroller, &log.pill]);
        add_all(&dialog, &[&header, &body, &notice, &form]);
        let times = Times::new(lang);
        Self {
            dialog,
            close,
            log,
            form,
            input,
            start_over,
            times,
            status,
            welcome,
            older,
            notice,
            notice_text,
            grow,
            send,
            counter,
        }
    }

    /// Shows the engine's state.
    pub(crate) fn show(&self, engine: &Engine) {
        let connection = engine.connection();
        set(&self.status, "data-connection", connection.as_str());
        set_text(&self.status, texts::connection(connection, engine.access()));
        let rows = rows(engine, Side::Customer, &self.times);
        let is_new = engine.selected().is_none() && engine.sessions().is_loaded();
        self.welcome.set_hidden(!rows.is_empty() || !is_new);
        let thread = engine.thread();
        self.older.set_hidden(!thread.is_some_and(|thread| thread.is_loading_older()));
        self.show_composer(engine);
        self.log.show(rows);
        self.log.settle();
    }

    fn show_composer(&self, engine: &Engine) {
        let is_denied = engine.access() == Access::Denied;
        let has_ended = engine.has_ended();
        let notice = if is_denied {
            texts::LOGIN
        } else if !engine.is_chat_enabled() {
            texts::DISABLED
        } else if has_ended {
            texts::ENDED
        } else {
            ""
        };
        set_text(&self.notice_text, notice);
        self.notice.set_hidden(notice.is_empty());
        self.start_over.set_hidden(!(has_ended && engine.is_chat_enabled() && !is_denied));
        self.form.set_hidden(!notice.is_empty());
        let draft = engine.draft();
        if self.input.value() != draft {
            self.input.set_value(draft);
        }
        set(&self.grow, "data-text", draft);
        let length = draft.trim().chars().count();
        self.counter.set_hidden(length <= MAX_CHARS);
        if length > MAX_CHARS {
            set_text(&self.counter, &texts::too_long(length, MAX_CHARS));
        }
        // Not `disabled`: a click while nothing is written should not move the focus away.
        set(&self.send, "aria-disabled", if engine.can_submit() { "false" } else { "true" });
    }
}
