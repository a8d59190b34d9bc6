import css from "./contact.css";

// Name and e-mail, if somebody likes: loaded when they wait for an answer and nobody knows them yet.

let isDressed = false;

/** Fills the card; `done` is called when there is nothing more to ask. */
export function fill(card, { root, make, words, ask }, done) {
  const { say } = words;
  if (!isDressed) {
    isDressed = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets.push(sheet);
  }
  const field = (key, attributes) => {
    const input = make("input", { maxlength: 100, ...attributes });
    return [input, make("label", {}, say(key), input)];
  };
  const [name, named] = field("widget.name", { name: "name", autocomplete: "name", dir: "auto" });
  const [email, mailed] = field("widget.email", { type: "email", name: "email", autocomplete: "email", maxlength: 254 });
  const save = make("button", { class: "plain" }, say("widget.save"));
  const skip = make("button", { type: "button", class: "quiet" }, say("widget.skip"));
  const wrong = make("p", { class: "wrong", role: "alert" });
  const form = make("form", { class: "contact", novalidate: "" });
  form.append(make("p", {}, say("widget.reach")), named, mailed, wrong, make("div", { class: "acts" }, save, skip));

  let isAsking = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (isAsking) return;
    const given = { name: name.value.trim() || undefined, email: email.value.trim() || undefined };
    if (!given.name && !given.email) return name.focus();
    // Not `disabled`, which would take the focus from it.
    isAsking = true;
    const answer = await ask("PATCH", "/chat/profile", given).catch(() => {});
    isAsking = false;
    if (answer?.ok) return done();
    wrong.textContent = say(answer?.status === 422 ? "widget.nomail" : "widget.unsaved");
    (answer?.status === 422 && given.email ? email : save).focus();
  };
  skip.onclick = done;
  card.replaceChildren(form);
}
