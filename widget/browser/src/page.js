// All that the widget asks of a page, in the fewest words: Rust decides, this carries out.

export const create = (name) => document.createElement(name);

export const draw = (line) => {
  const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const drawing = make("svg");
  const path = make("path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", line);
  drawing.append(path);
  return drawing;
};

export const attribute = (element, name, value) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};

export const text = (element, value) => {
  if (element.textContent !== value) element.textContent = value;
};

export const value = (field) => field.value;

export const fill = (field, value) => {
  if (field.value !== value) field.value = value;
};

export const hide = (element, hidden) => {
  element.hidden = hidden;
};

export const hidden = (element) => element.hidden;

export const append = (parent, child) => parent.append(child);

export const focus = (element) => element.focus();

export const active = (root) => root.activeElement ?? undefined;

export const measure = (element, name) => element[name];

let listening = new AbortController();

// Of the page as a whole where there is no target.
export const listen = (target, name, heard) =>
  (target ?? window).addEventListener(name, heard, { signal: listening.signal });

export const deafen = () => {
  listening.abort();
  listening = new AbortController();
};

export const key = (event) => (event.isComposing ? "" : (event.shiftKey ? "Shift+" : "") + event.key);

export const stop = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

export const target = (event, name) => event.target.getAttribute?.(name) ?? "";

export const persisted = (event) => event.persisted === true;

export const visible = () => document.visibilityState !== "hidden";

export const coarse = () => matchMedia("(pointer: coarse)").matches;

export const now = () => Date.now();

export const random = () => (Math.random() * 2 ** 32) >>> 0;

export const letters = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

export const soon = (work) => queueMicrotask(work);

export const later = (work, wait) => setTimeout(work, wait);

export const cancel = (timer) => clearTimeout(timer);

export const load = (key) => {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    // Closed storage: the page goes on without.
  }
};

export const save = (key, text) => {
  try {
    text === undefined ? localStorage.removeItem(key) : localStorage.setItem(key, text);
  } catch {
    // Closed or full storage: the page goes on without.
  }
};

export const request = (method, token, body, signal) => {
  const headers = {};
  if (token !== undefined) headers.authorization = "Bearer " + token;
  if (body !== undefined) headers["content-type"] = "application/json";
  return { method, headers, body, signal, cache: "no-store" };
};

export const refuse = async (answer, done) =>
  done(answer.status, Number(answer.headers.get("retry-after")) || 0, await answer.text());

/** Answers with status 0 where nobody did, or not in time: a line may be dead without a sign. */
export const ask = async (method, url, token, body, done) => {
  let answer;
  try {
    const response = await fetch(url, request(method, token, body, AbortSignal.timeout?.(30000)));
    await refuse(response, (...all) => (answer = all));
  } catch {
    answer = [0, 0, ""];
  }
  done(...answer);
};

/** Does the work of all tabs one after another, or alone where locks are closed; `work` is given what ends its turn. */
export const locked = (name, work) => {
  const turn = () => new Promise(work);
  navigator.locks ? navigator.locks.request(name, turn).catch(turn) : turn();
};

export const call = (what) => what();

/** Finds a token: a text, an empty one where nobody is logged in, nothing where nobody could say. */
export const find = async (finder, found) => {
  let token;
  try {
    token = (await finder()) || "";
  } catch {
    // Found out later, by asking again.
  }
  found(token);
};

/** What of a JWT stays the same for one person; the server alone decides who it is. */
export const subject = (token) => {
  try {
    const part = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const { exp, iat, nbf, jti, ...rest } = JSON.parse(atob(part));
    return JSON.stringify(rest.sub ?? rest.user_id ?? rest);
  } catch {
    return "";
  }
};

export const option = (options, name) => options[name];

export const word = (options, name) => options[name] ?? "";

export const emit = (options, name, json) => options.emit(name, JSON.parse(json));

export const instant = (text) => Date.parse(text);
