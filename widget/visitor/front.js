import { date, direction, language, number, say, sayCount, sayWith } from "./words.js";

// What stands around the log. The engine's state comes as `outline`, what the desk set from the interface; whatever is
// seldom opened is a module of its own, loaded when it is.

const COVERING = "(max-width: 600px), (max-height: 420px)";

/** What a module that is loaded later needs of this one. */
const words = { date, direction, language, number, say, sayCount, sayWith };

export const make = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const draw = (line) => {
  const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const [drawing, path] = [make("svg"), make("path")];
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", line);
  drawing.append(path);
  return drawing;
};

const button = (name, label, line) =>
  make("button", { type: "button", class: "icon " + name, "aria-label": label, "aria-expanded": false }, draw(line));

/** Draws around the log and says what to tell when something changed. */
export function surround(options, widget) {
  const { root, api } = options;
  const dialog = root.querySelector(".window");
  const find = (selector) => dialog.querySelector(selector);
  const [header, heading, log, form] = [".head", "h2", ".body", "form"].map(find);
  const input = find("textarea");
  const chats = button("chats", say("widget.chats"), "M4 6h16M4 12h16M4 18h10");
  const emoji = button("emoji", say("widget.emoji"), "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5c2 2.3 5 2.3 7 0M9 9.5v.5M15 9.5v.5");
  const face = make("span", { class: "face", "aria-hidden": "true" });
  const about = make("p", { class: "about" });
  const away = make("p", { class: "away", hidden: "" });
  const typing = make("p", { class: "typing", hidden: "" });
  const queue = make("p", { class: "queue", hidden: "" });
  const panel = make("section", { class: "panel", hidden: "", "aria-label": say("widget.chats") });
  const card = make("section", { class: "card", hidden: "", "aria-label": say("widget.contact") });
  header.prepend(chats, face, make("div", { class: "names" }, heading, about));
  find("[role=status]").after(away);
  header.after(panel);
  log.after(typing, queue, card);
  find(".send").before(emoji);

  let outline = { sessions: [] };
  let settings = {};
  let told;
  let list;
  let picker;
  let isDone = false;

  const load = (name) => {
    const sources = {
      conversations: () => new URL("conversations.js", import.meta.url),
      contact: () => new URL("contact.js", import.meta.url),
      emoji: () => new URL("emoji.js", import.meta.url),
    };
    return import(sources[name]());
  };
  const ask = (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const token = widget.token();
    if (token) headers.authorization = "Bearer " + token;
    return fetch(api + path, { method, headers, body: JSON.stringify(body), cache: "no-store" });
  };
  const context = { root, make, draw, words, ask, focus: () => input.focus() };
  const current = () => outline.sessions.find(({ id }) => id === outline.selected);

  const show = (element, text) => {
    element.hidden = !text;
    if (element.textContent !== (text || "")) element.textContent = text || "";
  };

  const sayAbout = () => {
    const agent = current()?.agent;
    show(about, agent ? sayWith("widget.with", new Map([["name", agent]])) : settings.expectation);
    face.textContent = agent ? [...agent][0].toUpperCase() : "";
  };

  const sayAway = () => {
    if (settings.is_open !== false) return show(away, "");
    const at = Date.parse(settings.opens_at);
    const soon = at - Date.now() < 72_000_000;
    const style = { weekday: soon ? undefined : "long", hour: "numeric", minute: "2-digit" };
    const when = at ? new Intl.DateTimeFormat(language(), style).format(at) : "";
    const opens = when && " " + sayWith("widget.opens", new Map([["when", when]]));
    show(away, (settings.away || say("widget.away")) + opens);
  };

  const sayQueue = () => {
    const { position } = outline;
    show(queue, position && (position === 1 ? say("widget.next") : sayWith("widget.place", new Map([["n", number(position)]]))));
  };

  const sayTyping = () => {
    const { typing: name } = outline;
    show(typing, name !== undefined && sayWith("widget.typing", new Map([["name", name || say("log.desk")]])));
  };

  const offerContact = async () => {
    const session = current();
    const isAsked = settings.ask_contact && session?.waiting && session.user.startsWith("visitor:") && !session.email;
    if (!isAsked || isDone) {
      card.hidden = true;
      card.replaceChildren();
      return;
    }
    if (!card.hidden) return;
    card.hidden = false;
    const { fill } = await load("contact");
    if (!card.hidden) fill(card, context, () => ((isDone = true), offerContact()));
  };

  const cover = (isCovered) => {
    panel.hidden = !isCovered;
    chats.setAttribute("aria-expanded", isCovered);
    for (const part of dialog.children) part.inert = isCovered && part !== header && part !== panel;
  };

  const fold = () => {
    const wasInside = panel.contains(root.activeElement);
    cover(false);
    list = undefined;
    if (wasInside) chats.focus();
  };

  const unfold = async () => {
    cover(true);
    const { fill } = await load("conversations");
    if (panel.hidden) return;
    list = fill(panel, context, (id) => {
      fold();
      widget.select(id);
    });
    list(outline);
  };

  /** Which page they are on, for the desk; without what may be secret in its address. */
  const tellPage = () => {
    const page = { url: location.origin + location.pathname, title: document.title.slice(0, 200) };
    const now = JSON.stringify(page);
    if (!current()?.preview || now === told || !location.protocol.startsWith("http") || now.length > 2_048) return;
    told = now;
    ask("PUT", "/chat/page", page).catch(() => (told = ""));
  };

  const ready = async () => {
    try {
      settings = await (await fetch(api + "/chat/settings", { cache: "no-store" })).json();
    } catch {
      return;
    }
    if (!options.title && settings.title) heading.textContent = settings.title;
    if (settings.greeting) find(".welcome p").textContent = settings.greeting;
    if (settings.color) options.paint?.(settings.color);
    sayAbout();
    sayAway();
    offerContact();
  };

  chats.onclick = () => (panel.hidden ? unfold() : fold());
  panel.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    fold();
  };
  emoji.onclick = async () => {
    picker ||= (await load("emoji")).picker(form, emoji, input, context);
    picker();
  };
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && matchMedia(COVERING).matches) keepInside(dialog, root, event);
  });
  window.navigation?.addEventListener("currententrychange", () => setTimeout(tellPage));

  return {
    outline(news) {
      const before = outline;
      outline = news;
      chats.hidden = !news.sessions.length;
      chats.dataset.unread = news.elsewhere;
      chats.setAttribute("aria-description", news.elsewhere ? sayWith("widget.elsewhere", new Map([["n", number(news.elsewhere)]])) : "");
      if (!news.sessions.length && before.sessions.length) {
        // Somebody else may sit here now.
        isDone = false;
        told = "";
        fold();
      }
      sayAbout();
      sayQueue();
      sayTyping();
      list?.(news);
      offerContact();
      tellPage();
    },
    opened() {
      told = "";
      dialog.setAttribute("aria-modal", matchMedia(COVERING).matches);
      ready();
      tellPage();
    },
  };
}

/** Where the window covers the page, the focus stays in it. */
function keepInside(dialog, root, event) {
  const all = dialog.querySelectorAll('button, input, textarea, a[href], [tabindex="0"]');
  const shown = [...all].filter((element) => element.getClientRects().length && element.tabIndex >= 0);
  const [first, last] = event.shiftKey ? [shown[0], shown.at(-1)] : [shown.at(-1), shown[0]];
  if (root.activeElement !== first && root.activeElement !== dialog) return;
  event.preventDefault();
  last?.focus();
}
