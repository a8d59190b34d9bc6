import css from "./messages.css";
import { build, row } from "./plain-view.js";
import { Asking, record } from "./plain-requests.js";

const EVERY_MS = 4_000;
const IDLE_MS = 15_000;
const MAX_CHARS = 4_000;

/** The window's place where no WebAssembly is let in: it sends, and asks for answers every few seconds. */
export function start(options, words, along) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  options.root.adoptedStyleSheets.push(sheet);
  const plain = new Plain(options, words, along);
  plain.begin();
  return plain;
}

class Plain {
  #options;
  #along;
  #words;
  #parts;
  #asking;
  #kept;
  #messages = new Map();
  #unsent = [];
  #session;
  #draft = "";
  #who;
  #unread;
  #told;
  #isOpen = false;
  #isEnabled = true;
  #isDenied = false;
  #isLoaded = false;
  #connection = "offline";
  #shown = "";
  #timer;
  #round = 0;

  constructor(options, words, along) {
    this.#options = options;
    this.#along = along;
    this.#words = words;
    this.#parts = build(words, options.title || words.say("log.desk"));
    this.#asking = new Asking(options);
    this.#kept = record(options.key);
    options.root.append(this.#parts.dialog);
  }

  begin() {
    const { close, dialog, form, input, again } = this.#parts;
    close.onclick = () => this.close();
    dialog.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    input.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    };
    input.oninput = () => {
      this.#draft = input.value;
      this.#write();
      this.#show();
    };
    again.onclick = () => {
      this.#session = undefined;
      this.#messages.clear();
      this.#show();
      input.focus();
    };
    this.#along.whenOthersDepart(this.#options.key, () => this.#leave());
    addEventListener("online", () => this.#look());
    addEventListener("visibilitychange", () => document.hidden || this.#look());
    this.#look();
  }

  open() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#parts.dialog.hidden = false;
    this.#options.emit("open", null);
    this.#show();
    this.#parts.input.focus();
    this.#look();
  }

  close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const wasInside = this.#parts.dialog.contains(this.#options.root.activeElement);
    this.#parts.dialog.hidden = true;
    if (wasInside) this.#options.button.focus();
    this.#options.emit("close", null);
    this.#tell();
  }

  toggle() {
    this.#isOpen ? this.close() : this.open();
  }

  prefill(text) {
    if (this.#draft.endsWith(text)) return;
    this.#draft = this.#draft ? this.#draft + "\n" + text : text;
    this.#write();
    this.#show();
  }

  identify(find) {
    this.#asking.identify(this.#along.bringing(this.#options, find));
    this.#look();
  }

  logout() {
    this.#along.depart(this.#options.key);
    this.#leave();
  }

  /** Whoever was here is forgotten, in this tab. */
  #leave() {
    this.#asking.identify();
    this.#become("");
    this.#look();
  }

  /** Whoever is here now; what another one wrote is not theirs to see. */
  #become(who) {
    if (this.#who === who) return;
    // What was typed before anybody knew who types belongs to them.
    const isFirst = !this.#who && who;
    this.#who = who;
    const kept = this.#kept.read().plain;
    if (who && kept && kept.who !== who) this.#kept.write({ plain: undefined });
    const own = who && kept?.who === who ? kept : { draft: "", unsent: [] };
    if (!isFirst) {
      this.#messages.clear();
      this.#session = undefined;
      this.#isLoaded = false;
      this.#draft = "";
      this.#unsent = [];
    }
    this.#draft ||= own.draft;
    this.#unsent = [...own.unsent, ...this.#unsent.filter((one) => own.unsent.every((its) => its.client_id !== one.client_id))];
    this.#count(0);
    this.#show();
  }

  #write() {
    // Nothing is kept of somebody who never sent anything.
    if (this.#who) this.#kept.write({ plain: { who: this.#who, draft: this.#draft, unsent: this.#unsent } });
  }

  #submit() {
    const content = this.#draft.trim();
    if (content && [...content].length <= MAX_CHARS) {
      const client_id = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
      this.#unsent.push({ client_id, content });
      this.#draft = "";
      this.#write();
      this.#show();
      this.#look();
    }
    this.#parts.input.focus();
  }

  /** Sends what waits and asks for what is new, now and then again; a newer call takes over. */
  async #look() {
    const round = ++this.#round;
    clearTimeout(this.#timer);
    const isDue = () => round === this.#round;
    const token = await this.#asking.token(this.#isOpen);
    if (!isDue()) return;
    if (token === 0) this.#connection = "offline";
    else {
      this.#become(token ? this.#asking.who : "");
      this.#connection = "polling";
      if (token) {
        await this.#flush();
        if (isDue()) await this.#load();
      }
    }
    if (!isDue()) return;
    this.#show();
    this.#timer = setTimeout(() => this.#look(), this.#isOpen && !document.hidden ? EVERY_MS : IDLE_MS);
  }

  /** One after another, each under its own client id, for as long as it takes. */
  async #flush() {
    for (const one of this.#unsent.filter((one) => !one.failed)) {
      const { client_id, content } = one;
      const goesOn = this.#session?.is_active;
      const answer = goesOn
        ? await this.#asking.ask("POST", `/chat/session/${this.#session.id}/messages`, { content, client_id })
        : await this.#asking.ask("POST", "/chat/sessions", { message: content, client_id });
      if (answer.passing) {
        if (answer.status === 0) this.#connection = "offline";
        return;
      }
      if (answer.status > 299) {
        one.failed = true;
        if (answer.body?.code === "chat_disabled") this.#isEnabled = false;
        if (answer.body?.code === "session_ended") this.#session = { ...this.#session, is_active: false };
      } else {
        this.#unsent = this.#unsent.filter((other) => other !== one);
        if (goesOn) this.#messages.set(answer.body.id, answer.body);
        else if (this.#session?.id !== answer.body.id) this.#select(answer.body);
      }
      this.#write();
    }
  }

  #select(session) {
    this.#session = session;
    this.#messages.clear();
    this.#isLoaded = false;
  }

  /** The newest open chat, else the newest, and what was said in it since. */
  async #load() {
    const { body, status } = await this.#asking.ask("GET", "/chat/sessions");
    this.#isDenied = status === 401 && this.#asking.isHosts;
    if (!body?.sessions) {
      if (status === 0) this.#connection = "offline";
      return;
    }
    const open = body.sessions.find((session) => session.is_active);
    const same = body.sessions.find((session) => session.id === this.#session?.id);
    const found = same?.is_active ? same : open || same || (this.#isLoaded ? undefined : body.sessions[0]);
    this.#isLoaded ||= !found;
    if (!found) return;
    this.#isEnabled = found.chat_enabled;
    if (found.id !== this.#session?.id) this.#select(found);
    this.#session = found;
    const last = Math.max(0, ...this.#messages.keys());
    const wasLoaded = this.#isLoaded;
    const page = await this.#asking.ask("GET", `/chat/session/${found.id}/messages?limit=200` + (last ? `&after=${last}` : ""));
    if (!page.body?.messages || found !== this.#session) return;
    for (const message of page.body.messages) {
      if (wasLoaded && !this.#messages.has(message.id)) this.#announce(message);
      this.#messages.set(message.id, message);
    }
    this.#isLoaded = true;
    await this.#read(page.body, found.unread_count);
  }

  #announce({ id, session_id, content, timestamp, sender, sender_type }) {
    if (isCustomers(sender_type)) return;
    this.#options.emit("message", { id, session_id, content, timestamp, sender_name: sender.name ?? undefined });
  }

  async #read({ last_seq }, unread) {
    this.#count(unread);
    if (!this.#isOpen || document.hidden || !unread) return;
    const answer = await this.#asking.ask("POST", `/chat/session/${this.#session.id}/read`, { up_to: last_seq });
    if (answer.status === 200) this.#count(answer.body.unread_count);
  }

  #count(unread) {
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#options.button.setAttribute("aria-description", unread ? this.#words.sayCount("widget.unread", unread) : "");
    this.#options.emit("unread", unread);
  }

  #tell() {
    const state = { open: this.#isOpen, chat_enabled: this.#isEnabled, connection: this.#connection };
    const told = JSON.stringify(state);
    if (told !== this.#told) this.#options.emit("state", state);
    this.#told = told;
  }

  #show() {
    const { say } = this.#words;
    const { status, input, grow, send, form, notice, around, again, hello } = this.#parts;
    status.dataset.connection = this.#connection;
    const said = say(this.#connection === "polling" ? "widget.polling" : "widget.offline");
    if (status.textContent !== said) status.textContent = said;
    if (input.value !== this.#draft) input.value = this.#draft;
    grow.dataset.text = this.#draft;
    send.setAttribute("aria-disabled", !this.#draft.trim());
    const hasEnded = this.#session && !this.#session.is_active;
    const why = this.#isDenied ? "widget.login" : !this.#isEnabled ? "widget.off" : hasEnded ? "widget.ended" : "";
    notice.textContent = why && say(why);
    around.hidden = Boolean(!why);
    again.hidden = why !== "widget.ended";
    form.hidden = Boolean(why);
    hello.hidden = Boolean(this.#messages.size || this.#unsent.length);
    this.#showLog();
    this.#tell();
  }

  #showLog() {
    const { log, scroller } = this.#parts;
    const stored = [...this.#messages.values()].sort((a, b) => a.id - b.id);
    const own = new Set(stored.map((message) => message.client_id));
    const unsent = this.#unsent.filter((one) => !own.has(one.client_id));
    const shown = JSON.stringify([stored.map((message) => message.id), unsent]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const isNear = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    // Rows that stay are not touched, so that nobody hears them again.
    const there = new Map([...log.children].map((element) => [element.dataset.key, element]));
    const rows = [
      ...stored.map((message) => [String(message.id), message, { isMine: isCustomers(message.sender_type), state: "sent" }]),
      ...unsent.map((one) => [one.client_id + Boolean(one.failed), one, this.#unsentOptions(one)]),
    ];
    const wanted = rows.map(([key, message, how]) => {
      const element = there.get(key) ?? row(this.#words, message, how);
      element.dataset.key = key;
      return element;
    });
    for (const element of [...log.children]) if (!wanted.includes(element)) element.remove();
    wanted.forEach((element, at) => log.children[at] === element || log.insertBefore(element, log.children[at] ?? null));
    if (isNear || unsent.length) scroller.scrollTop = scroller.scrollHeight;
  }

  #unsentOptions(one) {
    const change = (unsent) => {
      this.#unsent = unsent;
      this.#write();
      this.#show();
      this.#look();
    };
    return {
      isMine: true,
      state: one.failed ? "failed" : "sending",
      retry: () => change(this.#unsent.map((other) => (other === one ? { ...one, failed: false } : other))),
      discard: () => change(this.#unsent.filter((other) => other !== one)),
    };
  }
}

const isCustomers = (senderType) => senderType === "user" || senderType === "visitor";
