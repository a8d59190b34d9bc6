import { type Chatdesk, mount } from "chatdesk-widget";

const main = document.querySelector("main");
if (main && location.hash === "#staff") {
  const staff = await import("chatdesk-widget/console");
  const element: HTMLElement = staff.mount({
    api: "/support/api",
    tokenUrl: "/staff-token",
    theme: "light",
    target: main,
  });
  element.style.blockSize = "700px";
}

const chat: Chatdesk = mount({
  api: "/support/api",
  title: "Bundled",
  theme: "dark",
  color: "#7c3aed",
  position: "left",
});

const heard = document.createElement("ol");
main?.append(heard);
const note = (text: string) => {
  const line = document.createElement("li");
  line.textContent = text;
  heard.append(line);
};

chat.on("message", ({ id, content, sender_name }) => note(`${id} ${content} ${sender_name ?? ""}`));
chat.on("unread", (count) => note(`unread ${count.toFixed()}`));
const off = chat.on("open", () => {
  note("opened once");
  chat.prefill("From the bundle");
  off();
});
