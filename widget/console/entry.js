import { drawWith } from "./log.js";
import init, { mount } from "./module.js";
import { Paper } from "./paper.js";
import { direction, language, speak } from "./words.js";
import css from "./console.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
drawWith(Paper);

/** The wasm, once for the page; what could not be loaded is tried anew by the next one that asks. */
let ready;
/** The console that is at work. News come by one line for the whole page, so there is one. */
let current;

const load = () =>
  (ready ||= init({ module_or_path: new URL("console.wasm", import.meta.url) }).catch((error) => {
    ready = undefined;
    throw error;
  }));

// One by one, so that every bundler finds them.
const TEXTS = {
  ar: () => new URL("lang/ar.json", import.meta.url),
  de: () => new URL("lang/de.json", import.meta.url),
  en: () => new URL("lang/en.json", import.meta.url),
  es: () => new URL("lang/es.json", import.meta.url),
  fr: () => new URL("lang/fr.json", import.meta.url),
  hi: () => new URL("lang/hi.json", import.meta.url),
  pt: () => new URL("lang/pt.json", import.meta.url),
  tr: () => new URL("lang/tr.json", import.meta.url),
};
const texts = async (language) => (await fetch(TEXTS[language]())).json();

/** The language that somebody chose in the console's settings. */
const chosen = (folder) => {
  try {
    const key = `chatdesk console ${new URL(folder).pathname}/ personal`;
    return JSON.parse(localStorage.getItem(key)).language;
  } catch {
    // Nobody did, or the storage is closed.
  }
};

/** The console: a page of its own, or a part of a host's. */
class Console extends HTMLElement {
  static observedAttributes = ["data-theme"];
  #mounted;

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    if (current) return this.#say("There is a console on this page already.");
    current = this;
    this.#begin(root).catch((error) => {
      this.#say("The console could not be loaded. Reload the page to try again.");
      reportError(error);
    });
  }

  disconnectedCallback() {
    if (current === this) current = undefined;
    this.#mounted?.unmount();
    this.#mounted = undefined;
    this.shadowRoot.replaceChildren();
  }

  attributeChangedCallback(_name, _before, theme) {
    this.#mounted?.set_theme(theme ?? "");
  }

  async #begin(root) {
    const place = document.createElement("div");
    place.className = "console";
    root.replaceChildren(place);
    const { tokenUrl = "", theme = "", lang = "", ...given } = this.dataset;
    const at = (path, base) => new URL(path, base).href.replace(/\/+$/, "");
    const api = given.api ? at(given.api, document.baseURI) : at("../api", import.meta.url);
    // Names and passwords are traded there: a bundler may have put this script anywhere.
    const folder = at("console", api);
    const alone = this.hasAttribute("data-alone");
    const page = document.documentElement;
    await Promise.all([load(), speak([chosen(folder), lang, alone ? "" : page.lang], texts)]);
    for (const part of alone ? [place, page] : [place]) {
      part.lang = language();
      part.dir = direction();
    }
    // It may have been taken out meanwhile, and put back: then another of these goes on.
    if (place.parentNode !== root) return;
    this.#mounted = mount(place, {
      api,
      folder,
      tokenUrl: tokenUrl && at(tokenUrl, document.baseURI),
      theme,
      lang,
      // In a page of its own the address says what is shown.
      alone: alone ? "1" : "",
    });
  }

  #say(text) {
    const words = document.createElement("p");
    words.className = "refused";
    words.setAttribute("role", "alert");
    words.textContent = text;
    this.shadowRoot.replaceChildren(words);
  }
}

customElements.get("chatdesk-console") ?? customElements.define("chatdesk-console", Console);
