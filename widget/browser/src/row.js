// How one row of a log is drawn.
import { content } from "./text.js";

const make = (name, className, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

/** A day that begins, what was unread, or something that was said, with these words marked. */
export const draw = (words, row, marked) => {
  if (row.day !== undefined) return make("div", row.class ?? "day", row.day);
  const author = make("div", "author");
  const bubble = make("div", "bubble");
  const article = make("div", "", author, bubble, make("div", "note"));
  author.setAttribute("aria-hidden", "true");
  bubble.dir = "auto";
  article.setAttribute("role", "article");
  redraw(words, article, { class: "" }, row, marked);
  return article;
};

/** Touches only what differs: a text may be selected, a link have the focus. */
export const redraw = (words, element, from, to, marked) => {
  if (to.day !== undefined) return write(element, to.day);
  const [author, bubble, note] = element.children;
  const attributes = { class: to.class, "data-state": to.state, "aria-label": to.author };
  if (to.seq) attributes["data-seq"] = String(to.seq);
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  write(author, to.author);
  if (from.content !== to.content) content(bubble, to.content, marked);
  const isAlike = (name) => from[name] === to[name];
  if (hasNote(from) !== hasNote(to) || !["at", "note", "client"].every(isAlike)) annotate(words, note, to);
};

const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** Only the last of a group says when it was, and whatever has not arrived. */
const hasNote = (row) => row.class.endsWith(" ends") || row.client !== undefined;

const annotate = (words, note, row) => {
  note.replaceChildren();
  if (!hasNote(row)) return;
  if (row.at !== undefined) note.append(time(words, row.at));
  if (row.note) note.append(make("span", "", row.note));
  if (row.client === undefined) return;
  for (const act of ["retry", "discard"]) {
    const button = make("button", "link", words.say("log." + act));
    button.type = "button";
    button.dataset.act = act;
    button.dataset.client = row.client;
    note.append(button);
  }
};

/** An instant, and the whole of it for whoever points at it. */
const time = (words, at) => {
  const time = make("time");
  time.dateTime = new Date(at).toISOString();
  time.addEventListener("pointerenter", () => (time.title = words.date(3, at)));
  tellTime(words, time);
  return time;
};

/** How long ago, for an hour; then the time of the day. */
const ago = ({ date, language, say }, at) => {
  const minutes = Math.floor((Date.now() - at) / 60000);
  // Clocks differ a little.
  if (minutes < -5 || minutes > 59) return date(0, at);
  if (spoken !== language()) distances = new Intl.RelativeTimeFormat((spoken = language()), { style: "short" });
  return minutes < 1 ? say("log.now") : distances.format(-minutes, "minute");
};

let spoken;
let distances;

/** A time that is told by its distance moves on; one that is not stands. */
export const tellTime = (words, time) => {
  const at = Date.parse(time.dateTime);
  const text = ago(words, at);
  write(time, text);
  time.toggleAttribute("data-moving", text !== words.date(0, at));
};
