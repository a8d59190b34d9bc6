//! The shop's pages as text.

use crate::{inbox::Alert, people::Person};

/// Something to buy, and the colours of its picture.
struct Ware {
    name: &'static str,
    text: &'static str,
    price: &'static str,
    picture: &'static str,
}

const WARES: [Ware; 4] = [
    Ware {
        name: "Gooseneck kettle",
        text: "One litre, slow and steady.",
        price: "€ 64",
        picture: "kettle",
    },
    Ware {
        name: "Clay teapot",
        text: "Thrown by hand, keeps its warmth.",
        price: "€ 38",
        picture: "pot",
    },
    Ware {
        name: "Two cups", text: "Thin at the lip, wide below.", price: "€ 22", picture: "cups"
    },
    Ware {
        name: "First flush", text: "Darjeeling, 100 g, spring.", price: "€ 14", picture: "tea"
    },
];

/// What the widget needs of a page: one tag. `/chat-token` says who is logged in.
const WIDGET: &str = "<script src=\"/support/widget.js\" defer data-token-url=\"/chat-token\" \
                      data-title=\"Kettle &amp; Cup\"></script>";

pub(crate) fn catalogue(who: Option<&Person>) -> String {
    let wares = WARES.iter().map(|Ware { name, text, price, picture }| {
        format!(
            "<li class=\"ware\"><div class=\"picture {picture}\"></div><h2>{name}</h2><p>{text}</p>\
             <strong>{price}</strong></li>"
        )
    });
    let wares: String = wares.collect();
    let body = format!(
        "<h1>Things for tea</h1><p class=\"lead\">Questions about an order, or about leaves? \
         We are down there, in the corner.</p><ul class=\"wares\">{wares}</ul>"
    );
    page("Kettle & Cup", who, &body)
}

pub(crate) fn login(wrong: Wrong) -> String {
    let told = match wrong {
        Wrong::Nothing => "",
        Wrong::Password => {
            "<p class=\"wrong\" role=\"alert\">That e-mail and password do not go together.</p>"
        }
    };
    let body = format!(
        "<h1>Log in</h1>{told}<form method=\"post\" action=\"/login\" class=\"card\">\
         <label>E-mail<input name=\"email\" type=\"email\" required autocomplete=\"username\"></label>\
         <label>Password<input name=\"password\" type=\"password\" required \
         autocomplete=\"current-password\"></label><button>Log in</button></form>\
         <p class=\"lead\">Try <code>ada@example.com</code> with <code>teapot</code>, \
         <code>ben@example.com</code> with <code>saucer</code>, or answer as \
         <code>sam@example.com</code> with <code>kettle</code>.</p>"
    );
    page("Log in", None, &body)
}

/// What was wrong with a log-in.
#[derive(Clone, Copy)]
pub(crate) enum Wrong {
    Nothing,
    Password,
}

pub(crate) fn account(who: &Person) -> String {
    let body = format!(
        "<h1>Hello, {}</h1><div class=\"card\"><p>Your order <b>K-1042</b> left on Tuesday: one clay \
         teapot, two cups.</p><p>Your chats go with your login: they wait for you on every \
         device.</p></div>",
        escaped(who.name)
    );
    page("Your account", Some(who), &body)
}

pub(crate) fn inbox(who: &Person, alerts: &[Alert]) -> String {
    let lines = alerts.iter().map(|Alert { at, name, text, n_unread, .. }| {
        let (name, text) = (escaped(name), escaped(text));
        format!(
            "<li><div><b>{name}</b> <span>waits with {n_unread} unread</span><p>{text}</p></div>\
             <time datetime=\"{at}\">{}</time></li>",
            at.get(11..16).unwrap_or_default()
        )
    });
    let lines: String = lines.collect();
    let list = if lines.is_empty() {
        "<p class=\"card\">Nobody waits. Whoever is not answered within a minute stands here.</p>"
            .to_owned()
    } else {
        format!("<ul class=\"inbox\">{lines}</ul>")
    };
    let body = format!(
        "<h1>Inbox</h1><form method=\"post\" action=\"/desk\"><button>Open the console</button></form>{list}"
    );
    page("Inbox", Some(who), &body)
}

fn page(title: &str, who: Option<&Person>, body: &str) -> String {
    let (links, widget) = match who {
        None => ("<a href=\"/login\">Log in</a>".to_owned(), WIDGET),
        Some(who) if who.answers() => (logged_in(who, "/inbox", "Inbox"), ""),
        Some(who) => (logged_in(who, "/account", "Account"), WIDGET),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/shop.css\"><link rel=\"icon\" href=\"data:,\"></head>\
         <body><header><a class=\"brand\" href=\"/\">Kettle <i>&amp;</i> Cup</a><nav>{links}</nav>\
         </header><main>{body}</main>{widget}</body></html>",
        escaped(title)
    )
}

fn logged_in(who: &Person, path: &str, name: &str) -> String {
    format!(
        "<span>{}</span><a href=\"{path}\">{name}</a><form method=\"post\" action=\"/logout\">\
         <button class=\"quiet\">Log out</button></form>",
        escaped(who.name)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
