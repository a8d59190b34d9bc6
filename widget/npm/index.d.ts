/** How news arrive: at once, by asking every few seconds, or not at all just now. */
export type Connection = "live" | "polling" | "offline";

/** The colours of window and button; `auto` is what the system shows, at once when it changes. */
export type Theme = "auto" | "light" | "dark";

/** Languages that the widget speaks; a region may follow, as in `pt-BR`. */
export type Language = "en" | "es" | "fr" | "de" | "pt" | "ar" | "tr" | "hi";

/** A message of the desk that arrived just now. */
export interface MessageEvent {
  /** Its position in its session: 1, 2, 3… */
  id: number;
  session_id: string;
  /** The text as it was written. Show it as text, never as markup. */
  content: string;
  /** RFC 3339, UTC. */
  timestamp: string;
  /** Who wrote it, where the desk says so. */
  sender_name?: string;
}

/** How things stand with the window. */
export interface State {
  /** Whether the window is open. */
  open: boolean;
  /** Whether this person may write; where not, the button is hidden. */
  chat_enabled: boolean;
  connection: Connection;
}

/** What can be listened to, and what a listener is told. */
export interface Events {
  /** A message of the desk arrived. */
  message: MessageEvent;
  /** How many messages wait for the person changed. */
  unread: number;
  /** The window was opened. */
  open: null;
  /** The window was closed. */
  close: null;
  /** The window, the switch or the connection changed. */
  state: State;
}

/**
 * Finds the token of whoever is logged in; nothing where nobody is. Asked again when the server no longer takes the
 * token; rejects where nobody can say just now.
 */
export type Identify = () => Promise<string | null | undefined>;

/** What names this browser to the host's own Firebase project. */
export interface PushToken {
  /** What Firebase gave out. */
  token: string;
  /** A registration token, as where nothing is said, or a Firebase installation id. */
  kind?: "token" | "fid";
}

/** Asks the person whether they want to be told, and Firebase for what names this browser; nothing where they do not. */
export type FindPushToken = () => Promise<PushToken | null | undefined>;

/** The handles of the widget. Calls before the window is loaded are kept until it is. */
export interface Chatdesk {
  /** Opens the window and puts the focus into it. */
  open(): void;
  /** Closes the window; the focus returns to the button. */
  close(): void;
  /** Opens or closes the window. */
  toggle(): void;
  /** Puts a text into the composer, below what somebody has typed already. Sends nothing. */
  prefill(text: string): void;
  /** From now on the person is whomever `find` names. */
  identify(find: Identify): void;
  /** Lets people who wrote be told of answers when they have gone. `find` is called after a click of theirs, and to renew. */
  push(find: FindPushToken): void;
  /** Forgets in this browser whoever was here: token, drafts, what was not sent. */
  logout(): void;
  /** How many messages wait for the person. */
  readonly unread: number;
  /** Calls `listener` at each such event; what is answered takes it off again. */
  on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): () => void;
}

/** What the page says about the widget; each is a `data-…` attribute of the element as well. */
export interface Options {
  /** Where the HTTP interface is; `/api` of the page's own origin where nothing is said. */
  api?: string;
  /** `GET`, same origin, answers `{token}`; 401 where nobody is logged in. `identify` is another way to say it. */
  tokenUrl?: string;
  /** Finds the token of whoever is logged in. */
  identify?: Identify;
  /** The window's name; what the desk set where nothing is said. */
  title?: string;
  /** The corner that the button is in; `right` where nothing is said. */
  position?: "right" | "left";
  /** The language; the page's, then the browser's where nothing is said. */
  lang?: Language | `${Language}-${string}`;
  /** `auto` where nothing is said. */
  theme?: Theme;
  /** The brand's colour, `#rrggbb`. What is written on it, and it as text, are made so that they can be read. */
  color?: `#${string}`;
  /** What the element is put into; the body where nothing is said. */
  target?: Element;
}

/** Puts the widget on the page, or changes the one that is there: one for each page counts. */
export function mount(options?: Options): Chatdesk;

/** Takes the widget off the page. The chat goes on where it was when it is mounted again. */
export function unmount(): void;

declare global {
  interface Window {
    /** There as soon as the module or the script was loaded. */
    chatdesk: Chatdesk;
  }
  interface HTMLElementTagNameMap {
    "chatdesk-widget": HTMLElement;
  }
}
