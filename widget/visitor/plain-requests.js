// What the plain form asks of the interface, and what it writes down in this browser.

const passing = (status) => status === 0 || status === 408 || status === 429 || status > 499;

/** What this browser keeps under the widget's one key; the window's own part stays as it is. */
export const record = (key) => ({
  read() {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  },
  write(changes) {
    try {
      localStorage.setItem(key, JSON.stringify({ ...this.read(), ...changes }));
    } catch {
      // Closed or full storage: the page goes on without.
    }
  },
});

/** Whose token it is, so that nobody finds somebody else's draft; no name is written down. */
const holder = (token) => {
  let subject = "";
  try {
    const { exp, iat, nbf, jti, ...rest } = JSON.parse(
      atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")),
    );
    subject = JSON.stringify(rest.sub ?? rest.user_id ?? rest);
  } catch {
    // A token that says nothing.
  }
  let hash = 0x811c9dc5;
  for (const letter of subject) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return "plain:" + hash.toString(36);
};

/** Asks as whoever is here: the host's user, or else this browser's visitor. */
export class Asking {
  #api;
  #page;
  #find;
  #kept;
  #token;
  /** Whether the host named somebody. */
  isHosts = false;
  who = "";

  constructor({ api, key, page, tokens }) {
    this.#api = api;
    this.#page = page;
    this.#find = tokens;
    this.#kept = record(key);
  }

  /** From now on the person is whomever `find` names. */
  identify(find) {
    this.#find = find;
    this.#token = undefined;
  }

  /** A token, made where `make` says so; nothing where there is none, 0 where nobody can say. */
  async token(make) {
    if (this.#token) return this.#token;
    try {
      const found = this.#find && (await this.#find());
      this.isHosts = Boolean(found);
      if (found) {
        this.who = holder(found);
        return (this.#token = found);
      }
    } catch {
      return 0;
    }
    let { token, holder: who } = this.#kept.read();
    if (!token && make) {
      const made = await this.#send("POST", "/visitor/session", { page: this.#page });
      if (!made.body?.token) return 0;
      ({ token } = made.body);
      who = "visitor:" + made.body.visitor_id;
      this.#kept.write({ token, holder: who });
    }
    this.who = who || "";
    return (this.#token = token);
  }

  /** `{status, body, passing}`; status 0 where nobody answered. A token that is refused is replaced once. */
  async ask(method, path, body) {
    for (let tries = 0; ; tries++) {
      const token = await this.token(method === "POST");
      if (!token) return { status: token === 0 ? 0 : 401, passing: token === 0 };
      const answer = await this.#send(method, path, body, token);
      if (answer.status !== 401 || tries) return answer;
      this.#token = undefined;
      if (!this.isHosts) this.#kept.write({ token: undefined, holder: undefined });
    }
  }

  async #send(method, path, body, token) {
    const headers = {};
    if (token) headers.authorization = "Bearer " + token;
    if (body) headers["content-type"] = "application/json";
    try {
      const answer = await fetch(this.#api + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        cache: "no-store",
        signal: AbortSignal.timeout?.(30_000),
      });
      const text = await answer.text();
      return { status: answer.status, body: text && JSON.parse(text), passing: passing(answer.status) };
    } catch {
      return { status: 0, passing: true };
    }
  }
}
