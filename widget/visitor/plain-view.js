// The plain form as people see it: the window's own classes, so that it looks like it.

export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const draw = (line) => {
  const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const [drawing, path] = [make("svg"), make("path")];
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", line);
  drawing.append(path);
  return drawing;
};

/** The parts of the window, hidden and in no page yet. */
export function build({ say, language, direction }, title) {
  const button = (name, label, ...children) =>
    make("button", { type: "button", class: name, "aria-label": label }, ...children);
  const parts = {
    status: make("p", { role: "status", "data-connection": "offline" }),
    heading: make("h2", { id: "title" }, title),
    close: button("icon", say("widget.close"), draw("m6 6 12 12M18 6 6 18")),
    log: make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": say("log.name") }),
    hello: make("div", { class: "welcome" }, make("h3", {}, say("widget.hello")), make("p", {}, say("widget.begin"))),
    notice: make("p"),
    again: button("plain", say("widget.again"), say("widget.again")),
    input: make("textarea", {
      role: "textbox",
      "aria-label": say("widget.message"),
      "aria-multiline": "true",
      placeholder: say("widget.placeholder"),
      rows: "1",
      dir: "auto",
      enterkeyhint: "send",
    }),
    send: button("send", say("widget.send"), draw("M12 19V5m-6 6 6-6 6 6")),
  };
  parts.send.type = "submit";
  parts.scroller = make("div", { class: "scroller", tabindex: "0" }, parts.log);
  parts.grow = make("div", { class: "grow" }, parts.input);
  parts.form = make("form", {}, parts.grow, parts.send);
  parts.around = make("div", { class: "notice", hidden: "" }, parts.notice, parts.again);
  const names = make("div", { class: "names" }, parts.heading);
  parts.dialog = make(
    "section",
    { class: "window", role: "dialog", tabindex: "-1", "aria-labelledby": "title", hidden: "" },
    make("div", { class: "head" }, make("span", { class: "face", "aria-hidden": "true" }), names, parts.close),
    parts.status,
    make("div", { class: "body" }, parts.hello, parts.scroller),
    parts.around,
    parts.form,
  );
  parts.dialog.lang = language();
  parts.dialog.dir = direction();
  return parts;
}

/** One message; `unsent` ones have no position yet. */
export function row({ say, date }, message, { isMine, state, retry, discard }) {
  const note = make("p", { class: "note" });
  if (state === "failed") {
    const action = (label, act) => {
      const button = make("button", { type: "button", class: "link" }, label);
      button.onclick = act;
      return button;
    };
    note.append(say("log.unsent"), action(say("log.retry"), retry), action(say("log.discard"), discard));
  } else {
    note.append(state === "sending" ? say("log.sending") : date(0, Date.parse(message.timestamp)));
  }
  const attributes = { role: "article", "data-state": state };
  if (message.id) attributes["data-seq"] = message.id;
  const side = message.kind === "event" ? "event" : isMine ? "mine" : "theirs";
  const author = isMine ? say("log.you") : message.sender?.name || say("log.desk");
  return make(
    "div",
    { class: `message ${side} starts ends`, ...attributes },
    make("p", { class: "author" }, author),
    make("div", { class: "bubble", dir: "auto" }, message.content),
    note,
  );
}
