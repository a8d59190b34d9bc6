import { derive } from "./colour.js";
import { choose, name } from "./language.js";
import css from "./loader.css";

// All that a page pays before somebody clicks: the button, and one question about its state.

/**
 * Defines `<chatdesk-widget>` and `window.chatdesk`. `given` is what the element's own attributes win over, `beside`
 * where the interface is unless somebody says so, and `bundle` loads the window; it is told what to add to its address
 * after it failed.
 */
export function define(given, beside, bundle) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const colours = new CSSStyleSheet();
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = document.createElement("button");
  const attributes = { class: "launch", "aria-haspopup": "dialog", "aria-expanded": false, "data-unread": 0 };
  for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
  button.hidden = true;
  // There is one of it, in whichever element counts; so an element may go and another come.
  const frame = document.createElement("div");
  const root = frame.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet, colours];
  root.append(button);

  const listeners = { __proto__: null };
  let element;
  let begin;
  const begun = new Promise((resolve) => (begin = resolve));
  let options;
  let settings;
  let brand;
  let unread = 0;
  let tokens;
  let push;
  let status = 0;
  let widget;
  let loading;
  let tries = 0;

  function dress() {
    settings = { ...given, ...element?.dataset };
    const { theme, color, position } = settings;
    const dark = theme === "dark" || (theme !== "light" && system.matches);
    frame.dataset.theme = dark ? "dark" : "light";
    frame.dataset.position = position;
    const asked = [color, brand].find((color) => /^#[\da-f]{6}$/i.test(color));
    colours.replaceSync(derive(asked || (dark ? "#7cd3b6" : "#0f5a4a"), dark));
  }

  function start() {
    const { api = beside, tokenUrl, title, lang } = settings;
    const at = new URL(api, document.baseURI).href.replace(/\/+$/, "");
    const spoken = choose(lang);
    button.setAttribute("aria-label", name(spoken));
    if (tokenUrl) tokens ||= () => askHost(tokenUrl);
    options = {
      api: at,
      key: "chatdesk:" + new URL(at).pathname,
      title,
      lang: spoken,
      root,
      button,
      emit,
      push: () => push,
      paint(color) {
        brand = color;
        dress();
      },
    };
    begin();
    later();
  }

  function emit(name, detail) {
    if (name === "unread") {
      if (detail === unread) return;
      unread = detail;
      button.dataset.unread = unread;
      button.dataset.badge = unread > 99 ? "99+" : unread;
    } else if (name === "state") {
      button.hidden = !detail.chat_enabled;
      button.setAttribute("aria-expanded", detail.open);
    }
    // Each by itself: a fault in one of the page's is nobody else's.
    for (const listener of listeners[name] || []) queueMicrotask(() => listener(detail));
  }

  /** What `look` finds in this browser's storage; nothing where that is empty or closed. */
  const stored = (look = (kept) => JSON.parse(kept[options.key]).token) => {
    try {
      return look(localStorage);
    } catch {}
  };

  /**
   * The one question. Whoever has an open chat, or something unread, gets the live window at once; so does who logged in
   * after they chatted as a visitor, for the window brings along what was said, and who is told by push, for it forgets
   * that at a log-out.
   */
  async function check() {
    const asked = ++status;
    await begun;
    try {
      const own = stored();
      const token = (tokens && (await tokens())) || own;
      const headers = token && { authorization: "Bearer " + token };
      const answer = await fetch(options.api + "/chat/status", { headers });
      const news = await answer.json();
      if (asked !== status || widget) return;
      button.hidden = news.chat_enabled === false;
      emit("unread", news.unread_count || 0);
      const isLive = unread || news.open_session_id || (own && own !== token) || stored((kept) => kept[options.key + ":push"]);
      if (isLive) load().catch(reportError);
    } catch {
      // The window says that nobody can be reached, and keeps what is typed.
      if (asked === status) button.hidden = false;
    }
  }

  function load() {
    if (!loading) button.setAttribute("aria-busy", "true");
    return (loading ||= begun
      .then(() => bundle(tries ? "?" + tries : ""))
      .then((bundle) => bundle.start({ ...options, tokens }))
      .then((started) => (widget = started))
      .catch((error) => {
        loading = 0;
        tries++;
        button.title = "Loading failed. Click to try again.";
        throw error;
      })
      .finally(() => button.removeAttribute("aria-busy")));
  }

  const call = (name, ...details) => load().then(() => widget[name](...details), reportError);

  // Calls that come in one breath, as an identify right after the load, are one question.
  const later = (asked = ++status) => void setTimeout(() => asked === status && check());

  const chatdesk = {
    open: () => void call("open"),
    close: () => void (loading && call("close")),
    toggle: () => void call("toggle"),
    prefill: (text) => void call("prefill", String(text)),
    identify(find) {
      tokens = find;
      loading ? call("identify", find) : later();
    },
    push(find) {
      push = find;
    },
    logout() {
      tokens = undefined;
      if (loading) call("logout");
      else {
        // The other tabs see it come and go, whether or not something was kept.
        stored((kept) => {
          kept[options.key] = 0;
          delete kept[options.key];
        });
        emit("unread", 0);
        later();
      }
    },
    on(name, listener) {
      (listeners[name] ||= new Set()).add(listener);
      return () => void listeners[name].delete(listener);
    },
    get unread() {
      return unread;
    },
  };

  class Widget extends HTMLElement {
    static observedAttributes = ["data-color", "data-position", "data-theme"];

    connectedCallback() {
      if (element?.isConnected && element !== this) return;
      element = this;
      const outer = this.shadowRoot || this.attachShadow({ mode: "open" });
      outer.adoptedStyleSheets = [sheet];
      outer.append(frame);
      dress();
      if (!options) start();
    }

    disconnectedCallback() {
      // Whoever only moves it has it back in a moment.
      queueMicrotask(() => element.isConnected || chatdesk.close());
    }

    attributeChangedCallback() {
      dress();
    }
  }

  // Refused where there is one already, before anything of the first one's is replaced.
  customElements.define("chatdesk-widget", Widget);
  const queued = window.chatdesk;
  window.chatdesk = chatdesk;
  button.onclick = chatdesk.toggle;
  system.onchange = dress;
  addEventListener("storage", (event) => {
    // Another tab of this browser began to chat: this one's badge counts too.
    if (event.key === options?.key && !tokens && stored()) load().catch(reportError);
  });
  for (const [name, ...details] of Array.isArray(queued) ? queued : []) chatdesk[name]?.(...details);
  return Widget;
}

async function askHost(url) {
  const answer = await fetch(url, { cache: "no-store" });
  if (answer.ok) return (await answer.json()).token;
  // Nobody is logged in; a fault of the host's server is another matter.
  if (answer.status > 499) throw answer;
}
