import { bringing, depart, whenOthersDepart } from "./along.js";
import { forget } from "./forget.js";
import { surround } from "./front.js";
import { drawWith } from "./log.js";
import { begin, close, enter, identify, logout, open, prefill, select, toggle, token } from "./module.js";
import { date, direction, language, say, sayCount, speak } from "./words.js";
import css from "./visitor.css";

/** Draws the window into the loader's shadow root and gives the loader its handle. */
export async function start(given) {
  const options = { ...given, tokens: bringing(given, given.tokens) };
  options.page = location.origin + location.pathname;
  const module = arrive();
  // Refused is a module that nobody waited for, because the texts did not come.
  module.catch(() => {});
  await speak([options.lang], options.texts ?? import.meta.url);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  options.root.adoptedStyleSheets.push(sheet);
  fitKeyboard(sheet);
  try {
    await module;
  } catch (error) {
    if (globalThis.WebAssembly && !(error instanceof WebAssembly.CompileError)) throw error;
    // A policy or a browser that lets no module in.
    const plain = await import("./plain.js");
    return plain.start(options, { date, direction, language, say, sayCount }, { bringing, depart, whenOthersDepart });
  }
  drawWith(undefined, async () => (await import("./messages.js")).drawIn(options.root));
  let front;
  let latest;
  let isOpen = false;
  const emit = (name, detail) => {
    if (name === "outline") return front ? front.outline(detail) : (latest = detail);
    options.emit(name, detail);
    if (name === "state" && detail.open !== isOpen) {
      isOpen = detail.open;
      if (isOpen) front?.opened();
    }
  };
  begin({ ...options, emit });
  const known = (find) => identify(bringing(options, find));
  const widget = { close, identify: known, open, prefill, select, toggle, token };
  widget.logout = () => {
    // While it is still known who was here.
    forget(options, widget.token());
    depart(options.key);
    logout();
  };
  whenOthersDepart(options.key, logout);
  front = surround(options, widget);
  if (latest) front.outline(latest);
  return widget;
}

/** Has the module, ready to begin; texts come meanwhile. */
async function arrive() {
  const answer = await fetch(new URL("visitor.wasm", import.meta.url));
  if (!answer.ok) throw Error(answer.url);
  await enter(answer);
}

/** A phone's keyboard covers the page; what is left of it is the window's. */
function fitKeyboard(sheet) {
  const view = window.visualViewport;
  const fit = () => {
    const covered = innerHeight - view.height > 100;
    const { style } = sheet.cssRules[0];
    style.setProperty("--height", covered ? view.height + "px" : "100dvh");
    style.setProperty("--top", covered ? view.offsetTop + "px" : "0px");
  };
  view?.addEventListener("resize", fit);
  view?.addEventListener("scroll", fit);
}
