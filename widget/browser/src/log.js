// What the log asks of a page beside what everything does.
import { isEmoji, parts } from "./text.js";
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

/** What somebody wrote: text and nothing but text, but for links and what was searched for. */
export const content = (bubble, text, words) => {
  const nodes = [];
  let before;
  for (const part of parts(text, words)) {
    const node = part.mark ? make("mark", "", part.text) : part.text;
    if (!part.href) {
      nodes.push(node);
    } else if (before?.href === part.href) {
      nodes.at(-1).append(node);
    } else {
      const link = make("a", "", node);
      link.href = link.title = part.href;
      link.target = "_blank";
      link.rel = "noopener noreferrer nofollow";
      nodes.push(link);
    }
    before = part;
  }
  bubble.replaceChildren(...nodes);
  bubble.classList.toggle("emoji", isEmoji(text));
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
  part.style.containIntrinsicBlockSize = `auto ${height}px`;
  part.classList.add("resting");
};

export const wake = (part) => part.classList.remove("resting");

export const brighten = (article, found) => article.classList.toggle("found", found);

/** When the local day of an instant began. */
export const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);
