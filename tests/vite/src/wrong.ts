// What a host gets wrong its compiler tells it: each of these lines has to be an error.
import { type Options, mount } from "chatdesk-widget";
import type { Options as ConsoleOptions } from "chatdesk-widget/console";

// @ts-expect-error there is no such corner
export const corner: Options = { position: "top" };
// @ts-expect-error a theme that nobody knows
export const theme: Options = { theme: "sepia" };
// @ts-expect-error a colour begins with #
export const color: Options = { color: "red" };
// @ts-expect-error a language that the widget does not speak
export const lang: Options = { lang: "xx" };
// @ts-expect-error an option that is written wrong
export const option: Options = { tokenURL: "/chat-token" };
// @ts-expect-error a token is a text
export const token: Options = { identify: async () => 7 };

// @ts-expect-error the console has no corner
export const desk: ConsoleOptions = { position: "left" };
// @ts-expect-error the console has no colour of a brand
export const brand: ConsoleOptions = { color: "#7c3aed" };

const chat = mount();
// @ts-expect-error there is no such event
chat.on("opened", () => undefined);
// @ts-expect-error what is unread is a number
chat.on("unread", (count: string) => count);
// @ts-expect-error nobody sets what is unread
chat.unread = 0;
// @ts-expect-error a draft is a text
chat.prefill(7);
// @ts-expect-error what takes a listener off takes nothing
chat.on("open", () => undefined)("open");
