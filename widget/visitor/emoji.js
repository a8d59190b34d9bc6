import css from "./emoji.css";

// Little pictures to put into a text: loaded when somebody asks for them.

const GROUPS = {
  "widget.faces": "😀 😃 😄 😁 😅 😂 🙂 🙃 😉 😊 😇 🥰 😍 😘 😋 😜 🤔 🤗 😎 🥳 😏 😕 🙁 😢 😭 😤 😱 😴 🤒 🤯",
  "widget.hands": "👍 👎 👌 ✌️ 🤞 👋 👏 🙌 🙏 🤝 💪 👀 🫶 ✋ 👉 👇",
  "widget.hearts": "❤️ 🧡 💛 💚 💙 💜 🖤 💔 ✨ 🔥 🎉 🎁 ⭐ 💯 ✅ ❌",
  "widget.things": "📦 🚚 🏠 🛒 💳 📧 📞 📅 ⏰ 🔑 💡 📷 🔧 🚲 ✈️ ☕ 🍰 🌱 ☀️ 🌧️",
};

/** Makes the picker above the composer; answers with what opens and closes it. */
export function picker(form, button, input, { root, make, words }) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
  const { say, direction } = words;
  const groups = Object.entries(GROUPS).map(([key, pictures]) => {
    const label = say(key);
    const all = pictures.split(" ").map((picture) => make("button", { type: "button", tabindex: -1 }, picture));
    return make("div", { role: "group", "aria-label": label }, make("p", { "aria-hidden": "true" }, label), ...all);
  });
  const box = make("div", { class: "pictures", role: "group", "aria-label": say("widget.emoji"), hidden: "" }, ...groups);
  form.append(box);
  const pictures = [...box.querySelectorAll("button")];

  const show = (isShown) => {
    box.hidden = !isShown;
    button.setAttribute("aria-expanded", isShown);
    if (isShown) reach(0);
    else if (box.contains(root.activeElement) || root.activeElement === button) input.focus();
  };
  const reach = (at) => {
    const picture = pictures[Math.max(0, Math.min(pictures.length - 1, at))];
    for (const other of pictures) other.tabIndex = other === picture ? 0 : -1;
    picture.focus();
  };

  box.onclick = ({ target }) => {
    const picture = target.closest("button");
    if (!picture) return;
    input.setRangeText(picture.textContent, input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input"));
    show(false);
  };
  box.onkeydown = (event) => {
    const at = pictures.indexOf(root.activeElement);
    const onward = direction() === "rtl" ? -1 : 1;
    const steps = { ArrowRight: onward, ArrowLeft: -onward, ArrowDown: 8, ArrowUp: -8, Home: -99, End: 99 };
    if (event.key === "Escape") {
      event.stopPropagation();
      show(false);
      input.focus();
    } else if (event.key in steps) {
      event.preventDefault();
      reach(at + steps[event.key]);
    }
  };
  root.addEventListener("pointerdown", ({ target }) => {
    if (!box.hidden && !box.contains(target) && !button.contains(target)) show(false);
  });
  return () => show(box.hidden);
}
