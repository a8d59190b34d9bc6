// What people write: text, with links, with marks on what is searched for, and a few emoji large.

/** Characters that make a text run the other way, or cannot be seen: no address has them as they are. */
const HIDDEN = "\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff";
const ADDRESS = new RegExp(
  `(?<![\\p{L}\\p{N}_:/.@+-])(?:(?:https?://|mailto:|www\\.)[^\\s<>"\`${HIDDEN}]+|[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+)`,
  "giu",
);
const OPENED_BY = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
  ["）", "（"],
  ["】", "【"],
  ["」", "「"],
]);
const AFTER = /[.,;:!?'"*_~…’”»›、。，！？；：؟،؛।]/u;

const EMOJI = "(?:\\p{Emoji_Presentation}|\\p{Extended_Pictographic}\\ufe0f)\\p{Emoji_Modifier}?\\ufe0f?";
const TINTED = "\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f?";
const JOINED = `(?:${EMOJI}|${TINTED})(?:\\u200d\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\ufe0f?)*[\\u{e0020}-\\u{e007f}]*`;
const FEW_EMOJI = new RegExp(`^\\s*(?:(?:\\p{RI}{2}|[0-9#*]\\ufe0f?\\u20e3|${JOINED})\\s*){1,3}$`, "u");

/** Whether a text is up to three emoji and nothing else. */
export const isEmoji = (text) => text.length < 100 && FEW_EMOJI.test(text);

/** What ends a sentence, or closes what was opened before the address, is not the address's. */
const trim = (address) => {
  for (;;) {
    const last = address.at(-1);
    const count = (sign) => address.split(sign).length;
    const opened = OPENED_BY.get(last);
    if (opened ? count(last) <= count(opened) : !AFTER.test(last ?? "")) return address;
    address = address.slice(0, -1);
  }
};

const target = (address) => {
  const scheme = /^(?:https?|mailto):/i.test(address) ? "" : /^www\./i.test(address) ? "https://" : "mailto:";
  try {
    const { href, protocol, hostname, pathname } = new URL(scheme + address);
    return (protocol === "mailto:" ? pathname.includes("@") : hostname.includes(".") || hostname === "localhost")
      ? href
      : undefined;
  } catch {
    // Something that only begins like an address.
  }
};

const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A text in parts: `{text}`, `{text, mark: true}` for a searched word, with `href` where it is a link. */
export const parts = (text, words = "") => {
  const searched = words.trim() && new RegExp(words.trim().split(/\s+/).map(escaped).join("|"), "giu");
  const found = [];
  const add = (text, href) => {
    let from = 0;
    for (const match of searched ? text.matchAll(searched) : []) {
      if (match.index > from) found.push({ text: text.slice(from, match.index), href });
      found.push({ text: match[0], href, mark: true });
      from = match.index + match[0].length;
    }
    if (from < text.length) found.push({ text: text.slice(from), href });
  };
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trim(match[0]);
    const href = target(address);
    if (!href) continue;
    add(text.slice(from, match.index));
    add(address, href);
    from = match.index + address.length;
  }
  add(text.slice(from));
  return found;
};

const make = (name, child) => {
  const element = document.createElement(name);
  element.append(child);
  return element;
};

/** What somebody wrote: text and nothing but text, but for links and what was searched for. */
export const content = (bubble, text, words) => {
  const nodes = [];
  let before;
  for (const part of parts(text, words)) {
    const node = part.mark ? make("mark", part.text) : part.text;
    if (!part.href) {
      nodes.push(node);
    } else if (before?.href === part.href) {
      nodes.at(-1).append(node);
    } else {
      const link = make("a", node);
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
