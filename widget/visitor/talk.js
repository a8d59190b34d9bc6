import { offer } from "./notify.js";
import css from "./talk.css";

// What stands around a conversation: who answers, the place in the queue, typing, the list of conversations, the contact
// card, and which page the visitor is on. Loaded with the first conversation.

/** Draws it, and answers with what shows the engine's state from then on. */
export function talk(front) {
  const { options, widget, root, dialog, find, face, about, make, button, show, load, words } = front;
  const { number, say, sayWith } = words;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
  const head = find(".head");
  const chats = button("chats", say("widget.chats"), "M4 6h16M4 12h16M4 18h10");
  const typing = make("p", { class: "typing", hidden: "" });
  const queue = make("p", { class: "queue", hidden: "" });
  const panel = make("section", { class: "panel", hidden: "", "aria-label": say("widget.chats") });
  const card = make("section", { class: "card", hidden: "", "aria-label": say("widget.contact") });
  head.prepend(chats);
  head.after(panel);
  find(".body").after(typing, queue, card);

  let outline = { sessions: [] };
  let list;
  let isDone = false;
  const current = () => outline.sessions.find(({ id }) => id === outline.selected);

  const ask = (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const token = widget.token();
    if (token) headers.authorization = "Bearer " + token;
    return fetch(options.api + path, { method, headers, body: JSON.stringify(body), cache: "no-store" });
  };
  const context = { ...front, ask };
  const offerPush = offer(queue, context);

  const offerContact = async () => {
    const session = current();
    const isAsked = front.settings.ask_contact && session?.waiting && session.user.startsWith("visitor:") && !session.email;
    if (!isAsked || isDone) {
      // The stream may say that it was saved before the answer does.
      const wasInside = card.contains(root.activeElement);
      card.hidden = true;
      card.replaceChildren();
      if (wasInside) front.focus();
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
    for (const part of dialog.children) part.inert = isCovered && part !== head && part !== panel;
  };

  const fold = () => {
    const wasInside = panel.contains(root.activeElement);
    cover(false);
    list = undefined;
    panel.replaceChildren();
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
    if (!current()?.preview || now === front.told || !location.protocol.startsWith("http") || page.url.length > 2_048) return;
    front.told = now;
    ask("PUT", "/chat/page", page).catch(() => (front.told = ""));
  };

  chats.onclick = () => (panel.hidden ? unfold() : fold());
  panel.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    fold();
  };
  window.navigation?.addEventListener("currententrychange", () => setTimeout(tellPage));

  return (news) => {
    const hadSome = outline.sessions.length;
    outline = news;
    const { sessions, elsewhere, position, typing: name } = news;
    const elsewhereText = elsewhere ? sayWith("widget.elsewhere", new Map([["n", number(elsewhere)]])) : "";
    chats.hidden = !sessions.length;
    chats.dataset.unread = elsewhere;
    chats.setAttribute("aria-description", elsewhereText);
    if (!sessions.length && hadSome) {
      // Somebody else may sit here now.
      isDone = false;
      front.told = "";
      fold();
    }
    const agent = current()?.agent;
    face.textContent = agent ? [...agent][0].toUpperCase() : "";
    show(about, agent ? sayWith("widget.with", new Map([["name", agent]])) : front.settings.expectation);
    const place = position === 1 ? say("widget.next") : sayWith("widget.place", new Map([["n", number(position ?? 0)]]));
    show(queue, position && place);
    show(typing, name !== undefined && sayWith("widget.typing", new Map([["name", name || say("log.desk")]])));
    list?.(news);
    offerContact();
    offerPush(current()?.preview);
    tellPage();
  };
}
