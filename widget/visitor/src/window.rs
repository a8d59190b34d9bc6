use chatdesk_widget_browser::{Log, Names, Node, rows, say};
use chatdesk_widget_engine::{Access, Engine, MAX_CHARS, Thread};

use crate::texts;

/// The window: its parts, and how they follow the engine.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) dialog: Node,
    pub(crate) close: Node,
    pub(crate) log: Log,
    pub(crate) composer: Composer,
    pub(crate) start_over: Node,
    status: Node,
    welcome: Node,
    older: Node,
    notice: Node,
    notice_text: Node,
}

/// Where a message is written.
#[derive(Debug)]
pub(crate) struct Composer {
    pub(crate) form: Node,
    pub(crate) input: Node,
    grow: Node,
    send: Node,
    counter: Node,
}

impl Window {
    /// Builds it, hidden.
    pub(crate) fn new(title: &str) -> Self {
        let status = Node::make("p", &[("role", "status"), ("data-connection", "offline")]);
        let close = button("icon").with(&[&Node::drawing("m6 6 12 12M18 6 6 18")]);
        close.set("aria-label", &say("widget.close"));
        let heading = Node::make("h2", &[("id", "title")]).with_text(title);
        let header = Node::make("div", &[("class", "head")]).with(&[&heading, &close]);

        let log = Log::new();
        let welcome = hidden("div", "welcome").with(&[
            &Node::make("h3", &[]).with_text(&say("widget.hello")),
            &Node::make("p", &[]).with_text(&say("widget.begin")),
        ]);
        let older = hidden("p", "older").with_text(&say("widget.older"));
        let body = Node::make("div", &[("class", "body")]);
        let body = body.with(&[&older, &welcome, &log.scroller, &log.pill]);

        let notice_text = Node::make("p", &[]);
        let start_over = button("plain").with_text(&say("widget.again"));
        let notice = hidden("div", "notice").with(&[&notice_text, &start_over]);
        let composer = Composer::new();

        let dialog =
            hidden("section", "window").with(&[&header, &status, &body, &notice, &composer.form]);
        dialog.set("role", "dialog");
        dialog.set("tabindex", "-1");
        dialog.set("aria-labelledby", "title");
        dialog.set_language();
        Self {
            dialog,
            close,
            log,
            composer,
            start_over,
            status,
            welcome,
            older,
            notice,
            notice_text,
        }
    }

    /// Shows the engine's state.
    pub(crate) fn show(&self, engine: &Engine) {
        let connection = engine.connection();
        self.status.set("data-connection", connection.as_str());
        self.status.set_text(&texts::connection(engine));
        let names = Names::for_customer();
        let rows = rows(engine, &names);
        let is_new = engine.selected().is_none() && engine.sessions().is_loaded();
        self.welcome.set_hidden(!rows.is_empty() || !is_new);
        let thread = engine.thread();
        self.older.set_hidden(!thread.is_some_and(|thread| thread.is_loading_older()));
        let is_loading = engine.selected().is_some() && !thread.is_some_and(Thread::is_loaded);
        self.log.scroller.set("aria-busy", if is_loading { "true" } else { "false" });
        self.show_notice(engine);
        self.composer.show(engine);
        self.log.show(rows);
        self.log.settle();
    }

    fn show_notice(&self, engine: &Engine) {
        let is_denied = engine.access() == Access::Denied;
        let has_ended = engine.has_ended();
        let notice = if is_denied {
            "widget.login"
        } else if !engine.is_chat_enabled() {
            "widget.off"
        } else if has_ended {
            "widget.ended"
        } else {
            ""
        };
        if !notice.is_empty() {
            self.notice_text.set_text(&say(notice));
        }
        self.notice.set_hidden(notice.is_empty());
        self.start_over.set_hidden(!(has_ended && engine.is_chat_enabled() && !is_denied));
        self.composer.form.set_hidden(!notice.is_empty());
    }
}

impl Composer {
    fn new() -> Self {
        let input = Node::make(
            "textarea",
            &[
                ("role", "textbox"),
                ("aria-label", &say("widget.message")),
                ("aria-multiline", "true"),
                ("placeholder", &say("widget.placeholder")),
                ("rows", "1"),
                ("dir", "auto"),
                ("enterkeyhint", "send"),
            ],
        );
        let grow = Node::make("div", &[("class", "grow")]).with(&[&input]);
        let counter = hidden("p", "counter");
        counter.set("role", "alert");
        let send = button("send").with(&[&Node::drawing("M12 19V5m-6 6 6-6 6 6")]);
        send.set("type", "submit");
        send.set("aria-label", &say("widget.send"));
        let form = Node::make("form", &[]).with(&[&grow, &send, &counter]);
        Self { form, input, grow, send, counter }
    }

    fn show(&self, engine: &Engine) {
        let draft = engine.draft();
        self.input.set_value(draft);
        self.grow.set("data-text", draft);
        let length = draft.trim().chars().count();
        self.counter.set_hidden(length <= MAX_CHARS);
        if length > MAX_CHARS {
            self.counter.set_text(&texts::too_long(length, MAX_CHARS));
        }
        // Not `disabled`: a click while nothing is written should not move the focus away.
        self.send.set("aria-disabled", if engine.can_submit() { "false" } else { "true" });
    }
}

fn button(class: &str) -> Node {
    Node::make("button", &[("type", "button"), ("class", class)])
}

fn hidden(name: &str, class: &str) -> Node {
    Node::make(name, &[("class", class), ("hidden", "")])
}
