const NAME = "chatdesk-console";

// Where there is no page, as while a server renders one, the module does nothing.
if (globalThis.customElements) import("./console/console.js");

/** Puts the console on the page, or changes the one that is there. */
export function mount({ api = "/api", target, ...settings } = {}) {
  const element = document.querySelector(NAME) || document.createElement(NAME);
  for (const [name, value] of Object.entries({ api, ...settings })) {
    if (value !== undefined) element.dataset[name] = value;
  }
  if (!element.isConnected) (target || document.body).append(element);
  return element;
}

/** Takes the console off the page. */
export function unmount() {
  document.querySelector(NAME)?.remove();
}
