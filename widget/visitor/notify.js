import { place, registered } from "./forget.js";

// One quiet line for whoever wrote something: whether they want to be told of an answer when they have gone. What asks the
// browser is the page's, and it is called after a click alone.

/** Draws the line below `after`; answers with what shows or hides it, told whether something was said. */
export function offer(after, { options, make, words, ask, focus, root }) {
  const { say } = words;
  const text = make("span", { role: "status" });
  const wanted = make("button", { type: "button", class: "plain" }, say("widget.notify"));
  const line = make("p", { class: "notify", hidden: "" }, text, wanted);
  after.after(line);

  /** Whether the browser may be asked, or was and said yes. */
  const permission = () => globalThis.Notification?.permission ?? "denied";
  let isAsking = false;
  let isRenewed = false;

  const register = async ({ token, kind = "token" }) => {
    if (token === registered(options)) return true;
    const { ok } = await ask("PUT", "/chat/push-token", { token, kind, platform: "web" });
    try {
      if (ok) localStorage.setItem(place(options), token);
    } catch {
      // A browser that keeps nothing: it is asked again the next time.
    }
    return ok;
  };

  /** Browsers change their tokens, and forget them. */
  const renew = () => {
    if (isRenewed || !registered(options) || permission() !== "granted") return;
    isRenewed = true;
    options.push()().then((given) => given && register(given)).catch(() => {});
  };

  const show = (isShown) => {
    const wasInside = line.contains(root.activeElement);
    line.hidden = !isShown;
    if (!isShown && wasInside) focus();
  };

  wanted.onclick = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      // Within the click: browsers ask their person at no other time.
      const given = await options.push()();
      const isDone = given ? await register(given) : permission() === "denied";
      if (isDone) show(false);
      else if (given) text.textContent = say("widget.unsaved");
    } catch {
      if (permission() === "denied") show(false);
      else text.textContent = say("widget.unsaved");
    }
    isAsking = false;
  };

  return (isSaid) => {
    if (typeof options.push?.() !== "function") return show(false);
    renew();
    const isOffered = isSaid && permission() !== "denied" && !registered(options);
    if (isOffered && line.hidden) text.textContent = say("widget.told");
    if (isOffered === line.hidden) show(isOffered);
  };
}
