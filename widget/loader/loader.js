import css from "./loader.css";

// All that a page pays before somebody clicks: the button, and one question about its state.
const script = document.currentScript;
const { api: apiAt, tokenUrl, title = "Support", position = "right", lang = "" } = script.dataset;
const base = new URL(".", script.src);
const api = (apiAt ? new URL(apiAt, document.baseURI) : new URL("api", base)).href.replace(/\/+$/, "");
const key = "chatdesk:" + new URL(api).pathname;

const make = (name, attributes, ...children) => {
  const drawn = name === "svg" || name === "path";
  const element = drawn
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const attribute in attributes) element.setAttribute(attribute, attributes[attribute]);
  element.append(...children);
  return element;
};
const drawing = (name, d) =>
  make("svg", { class: name, viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path", { d }));

const host = make("chatdesk-widget", { "data-position": position });
const root = host.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
root.adoptedStyleSheets = [sheet];
const badge = make("span", { class: "badge", "aria-hidden": "true" });
const button = make(
  "button",
  {
    type: "button",
    class: "launch",
    "aria-label": "Support chat",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
    "data-unread": "0",
    hidden: "",
  },
  drawing("talk", "M12 4c-5 0-9 3.3-9 7.5 0 2.2 1.1 4.2 2.9 5.5-.1 1.1-.6 2.2-1.6 3.2 2 .1 3.8-.5 5.2-1.5.8.2 1.6.3 2.5.3 5 0 9-3.3 9-7.5S17 4 12 4Z"),
  drawing("down", "m6 9 6 6 6-6"),
  badge,
);
root.append(button);

const listeners = {};
let unread = 0;
let tokens = tokenUrl && askHost;
let status = 0;
let widget;
let loading;
let tries = 0;

async function askHost() {
  const answer = await fetch(tokenUrl, { cache: "no-store" });
  if (answer.ok) return (await answer.json()).token;
  // Nobody is logged in; a fault of the host's server is another matter.
  if (answer.status > 499) throw answer;
}

function emit(name, detail) {
  if (name === "unread") {
    if (detail === unread) return;
    unread = detail;
    button.setAttribute("data-unread", unread);
    button.setAttribute("aria-description", unread ? unread + " unread" : "");
    badge.textContent = unread > 99 ? "99+" : unread || "";
  } else if (name === "state") {
    button.hidden = !detail.chat_enabled;
    button.setAttribute("aria-expanded", detail.open);
  }
  for (const listener of listeners[name] || []) {
    try {
      listener(detail);
    } catch (error) {
      reportError(error);
    }
  }
}

const stored = () => {
  try {
    return JSON.parse(localStorage.getItem(key)).token;
  } catch {}
};

/** The one question. Whoever has an open chat, or something unread, gets the live window at once. */
async function check() {
  const asked = ++status;
  try {
    const token = (tokens && (await tokens())) || stored();
    const headers = token ? { authorization: "Bearer " + token } : {};
    const answer = await fetch(api + "/chat/status", { headers, cache: "no-store" });
    const news = await answer.json();
    if (asked !== status || widget) return;
    button.hidden = news.chat_enabled === false;
    emit("unread", news.unread_count || 0);
    if (token && (unread || news.open_session_id)) load().catch(reportError);
  } catch {
    // The window says that nobody can be reached, and keeps what is typed.
    if (asked === status) button.hidden = false;
  }
}

function load() {
  if (!loading) button.setAttribute("aria-busy", "true");
  return (loading ||= import(base + "widget/visitor.js" + (tries ? "?" + tries : ""))
    .then((bundle) =>
      bundle.start({ api, key, title, lang, root, button, emit, page: location.origin + location.pathname, tokens }),
    )
    .then((started) => (widget = started))
    .catch((error) => {
      loading = 0;
      tries++;
      button.title = "The chat could not be loaded. Click to try again.";
      throw error;
    })
    .finally(() => button.removeAttribute("aria-busy")));
}

const call = (name, ...details) => load().then(() => widget[name](...details), reportError);

const chatdesk = {
  open: () => void call("open"),
  close: () => void (loading && call("close")),
  toggle: () => void call("toggle"),
  prefill: (text) => void call("prefill", String(text)),
  identify(find) {
    tokens = find;
    loading ? call("identify", find) : later();
  },
  logout() {
    tokens = undefined;
    if (loading) call("logout");
    else {
      stored() && localStorage.removeItem(key);
      emit("unread", 0);
      later();
    }
  },
  on(name, listener) {
    (listeners[name] ||= []).push(listener);
  },
  get unread() {
    return unread;
  },
};

// Calls that come in one breath, as an identify right after the load, are one question.
const later = () => {
  const asked = ++status;
  setTimeout(() => asked === status && check());
};

const queued = window.chatdesk;
window.chatdesk = chatdesk;
button.addEventListener("click", chatdesk.toggle);
addEventListener("storage", (event) => {
  // Another tab of this browser began to chat: this one's badge counts too.
  if (event.key === key && !tokens && stored()) load().catch(reportError);
});
const place = () => document.body.append(host);
document.body ? place() : addEventListener("DOMContentLoaded", place);
later();
if (Array.isArray(queued)) for (const [name, ...details] of queued) chatdesk[name](...details);
