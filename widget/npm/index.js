import { define } from "./element.js";

const NAME = "chatdesk-widget";

// One by one, so that every bundler finds them.
const TEXTS = {
  ar: () => import("./widget/lang/ar.js"),
  de: () => import("./widget/lang/de.js"),
  en: () => import("./widget/lang/en.js"),
  es: () => import("./widget/lang/es.js"),
  fr: () => import("./widget/lang/fr.js"),
  hi: () => import("./widget/lang/hi.js"),
  pt: () => import("./widget/lang/pt.js"),
  tr: () => import("./widget/lang/tr.js"),
};
const texts = async (language) => (await TEXTS[language]()).default;

// A bundler has named the files; nothing can be added to an address.
const load = async () => {
  const { start } = await import("./widget/visitor.js");
  return { start: (options) => start({ ...options, texts }) };
};

// Where there is no page, as while a server renders one, the module does nothing.
if (globalThis.customElements && !customElements.get(NAME)) {
  define({}, new URL("/api", document.baseURI), load);
}

/** Puts the widget on the page, or changes the one that is there. */
export function mount({ identify, target, ...settings } = {}) {
  const element = document.querySelector(NAME) || document.createElement(NAME);
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) element.dataset[name] = value;
  }
  if (identify) window.chatdesk.identify(identify);
  if (!element.isConnected) (target || document.body).append(element);
  return window.chatdesk;
}

/** Takes the widget off the page. */
export function unmount() {
  document.querySelector(NAME)?.remove();
}
