import css from "./conversations.css";

// The list of somebody's conversations: loaded when it is opened for the first time.

let isDressed = false;

/** Fills the panel; answers with what shows the engine's state from then on. */
export function fill(panel, { root, make, words }, choose) {
  const { date, number, say, sayCount } = words;
  if (!isDressed) {
    isDressed = true;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets.push(sheet);
  }
  const list = make("ul", {});
  const begin = make("button", { type: "button", class: "plain" }, say("widget.new"));
  begin.onclick = () => choose("");
  panel.replaceChildren(make("h3", {}, say("widget.chats")), list, begin);

  const row = (session, selected) => {
    const { id, agent, preview, at, unread, ended } = session;
    const today = new Date(at).toDateString() === new Date().toDateString();
    const time = make("time", { datetime: at }, date(today ? 0 : 2, Date.parse(at)));
    const who = make("span", { class: "who", dir: "auto" }, agent || say("log.desk"));
    const text = make("span", { class: "preview", dir: "auto" }, preview || say("widget.empty"));
    const parts = [make("span", { class: "line" }, who, time), make("span", { class: "line" }, text)];
    if (unread) {
      const label = sayCount("widget.unread", unread);
      parts[1].append(make("span", { class: "count", role: "img", "aria-label": label }, number(unread)));
    } else if (ended) {
      parts[1].append(make("span", { class: "over" }, say("widget.over")));
    }
    const button = make("button", { type: "button", "data-id": id, "aria-current": id === selected }, ...parts);
    button.onclick = () => choose(id);
    return make("li", {}, button);
  };

  let isNew = true;
  return ({ sessions, selected }) => {
    const focused = list.contains(root.activeElement) && root.activeElement.dataset.id;
    const newest = [...sessions].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    list.replaceChildren(...newest.map((session) => row(session, selected)));
    const again = [...list.querySelectorAll("button")].find(({ dataset }) => dataset.id === focused);
    if (again || isNew) (again || list.querySelector("button") || begin).focus();
    isNew = false;
  };
}
