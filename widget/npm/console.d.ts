import type { Language, Theme } from "./index.js";

/** What the page says about the console; each is a `data-…` attribute of the element as well. */
export interface Options {
  /** Where the HTTP interface is; `/api` of the page's own origin where nothing is said. */
  api?: string;
  /**
   * `GET`, same origin, answers `{token}` for somebody of the desk; asked again when the token is no longer taken.
   * Without it people sign in by name and password at a chatdesk server, which trades them at `console` beside its interface.
   */
  tokenUrl?: string;
  /** The language; the page's, then the browser's where nothing is said. Whoever chose one in the settings has that. */
  lang?: Language | `${Language}-${string}`;
  /** `auto` where nothing is said. Whoever chose one in the settings has that. */
  theme?: Theme;
  /** What the element is put into; the body where nothing is said. The element is as large as your styles say. */
  target?: Element;
}

/** Puts the console on the page, or changes the colours of the one that is there: one for each page counts. */
export function mount(options?: Options): HTMLElement;

/** Takes the console off the page; its work ends. What somebody has typed is there when they come back. */
export function unmount(): void;

declare global {
  interface HTMLElementTagNameMap {
    "chatdesk-console": HTMLElement;
  }
}
