// What the log asks of a page beside what everything does.
import { ago, date } from "./words.js";

const make = (name, className, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

export const article = () => {
  const author = make("div", "author");
  const bubble = make("div", "bubble");
  const article = make("div", "", author, bubble, make("div", "note"));
  author.setAttribute("aria-hidden", "true");
  bubble.dir = "auto";
  article.setAttribute("role", "article");
  return article;
};

/** An instant, and the whole of it for whoever points at it. */
export const time = (at) => {
  const time = make("time");
  time.dateTime = new Date(at).toISOString();
  time.addEventListener("pointerenter", () => (time.title = date(3, at)));
  tell(time);
  return time;
};

/** A time that is told by its distance moves on; one that is not stands. */
const tell = (time) => {
  const at = Date.parse(time.dateTime);
  const text = ago(at);
  if (time.textContent !== text) time.textContent = text;
  time.toggleAttribute("data-moving", text !== date(0, at));
};

/** Moves the times of a list for as long as it stands in a page. */
export const keepTime = (list) => {
  let stood = false;
  const timer = setInterval(() => {
    if (stood && !list.isConnected) clearInterval(timer);
    stood = list.isConnected;
    list.querySelectorAll("time[data-moving]").forEach(tell);
  }, 20000);
};

/** Rows that are not near the screen cost nothing; their room stays as it was measured. */
export const rest = (part, height) => {
  // Not `auto`: a size that the browser remembers is of before something came into it.
  part.style.containIntrinsicBlockSize = height + "px";
  part.classList.add("resting");
};

export const wake = (part) => part.classList.remove("resting");

/** When the local day of an instant began. */
export const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);
