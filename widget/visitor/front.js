import { draw } from "./page.js";
import { date, direction, language, number, say, sayCount, sayWith } from "./words.js";

// What stands around the log before anything was said. What comes with a conversation, and whatever is seldom opened, is
// a module of its own, loaded when there is a reason to.

const words = { date, direction, language, number, say, sayCount, sayWith };
const MODULES = {
  contact: () => import("./contact.js"),
  conversations: () => import("./conversations.js"),
  emoji: () => import("./emoji.js"),
  talk: () => import("./talk.js"),
};

const load = (name) => MODULES[name]();

const make = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const button = (name, label, line) =>
  make("button", { type: "button", class: "icon " + name, "aria-label": label, "aria-expanded": false }, draw(line));

const show = (element, text) => {
  element.hidden = !text;
  if (element.textContent !== (text || "")) element.textContent = text || "";
};

const COVERING = "(max-width: 600px), (max-height: 420px)";

/** Where the window covers the page, the focus stays in it. */
const keepInside = (dialog, root, event) => {
  const all = dialog.querySelectorAll('button, input, textarea, a[href], [tabindex="0"]');
  const shown = [...all].filter((element) => element.getClientRects().length && element.tabIndex >= 0 && !element.closest("[inert]"));
  if (!event.shiftKey) shown.reverse();
  if (root.activeElement !== shown[0] && root.activeElement !== dialog) return;
  event.preventDefault();
  shown.at(-1)?.focus();
};

/** Draws around the log and answers with what to tell when something changed. */
export function surround(options, widget) {
  const { root, api } = options;
  const dialog = root.querySelector(".window");
  const find = (selector) => dialog.querySelector(selector);
  const heading = find("h2");
  const input = find("textarea");
  const face = make("span", { class: "face", "aria-hidden": "true" });
  const about = make("p", { class: "about" });
  const away = make("p", { class: "away", hidden: "" });
  const emoji = button("emoji", say("widget.emoji"), "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5c2 2.3 5 2.3 7 0M9 9.5v.5M15 9.5v.5");
  find(".head").prepend(face, make("div", { class: "names" }, heading, about));
  find("[role=status]").after(away);
  find(".send").before(emoji);

  const front = { options, widget, root, dialog, find, face, about, make, button, show, load, words, settings: {}, focus: () => input.focus() };
  let talk;
  let loading;
  let latest = { sessions: [] };
  let picker;

  const sayAway = ({ is_open, away: text, opens_at }) => {
    if (is_open !== false) return show(away, "");
    const at = Date.parse(opens_at);
    const style = { weekday: at - Date.now() < 72_000_000 ? undefined : "long", hour: "numeric", minute: "2-digit" };
    const when = at && new Intl.DateTimeFormat(language(), style).format(at);
    const opens = when ? " " + sayWith("widget.opens", new Map([["when", when]])) : "";
    show(away, (text || say("widget.away")) + opens);
  };

  const ask = async () => {
    try {
      front.settings = await (await fetch(api + "/chat/settings", { cache: "no-store" })).json();
    } catch {
      return;
    }
    const { title, greeting, color, expectation } = front.settings;
    if (!options.title && title) heading.textContent = title;
    if (greeting) find(".welcome p").textContent = greeting;
    if (color) options.paint?.(color);
    sayAway(front.settings);
    show(about, expectation);
    talk?.(latest);
  };

  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && matchMedia(COVERING).matches) keepInside(dialog, root, event);
  });
  emoji.onclick = async () => {
    picker ||= (await load("emoji")).picker(find("form"), emoji, input, front);
    picker();
  };

  return {
    async outline(news) {
      latest = news;
      if (talk) return talk(news);
      if (!news.sessions.length || loading) return;
      loading = true;
      try {
        talk = (await load("talk")).talk(front);
        talk(latest);
      } catch {
        // Log and composer do without; the next change tries again.
        loading = false;
      }
    },
    opened() {
      front.told = "";
      dialog.setAttribute("aria-modal", matchMedia(COVERING).matches);
      ask();
      talk?.(latest);
    },
  };
}
