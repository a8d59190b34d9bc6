import type { Request } from "@playwright/test";
import { expect, test, type Person } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

const TOLD = "We can tell you when we have answered.";

/** What stands for the host's own Firebase, and for what browsers ask their person. */
interface Stage {
  permission: NotificationPermission;
  /** What the person says when they are asked. */
  answer: NotificationPermission;
  token: string;
  asked: number;
}

declare global {
  interface Window {
    stage: Stage;
  }
}

/** A page whose host registered a callback, and where nobody was asked yet. */
async function demo(person: Person, stage: Partial<Stage> = {}): Promise<WidgetTab> {
  const begin = { permission: "default", answer: "granted", token: "t".repeat(163), asked: 0, ...stage };
  await person.context.addInitScript((begin) => {
    window.stage = begin as Stage;
    Object.defineProperty(Notification, "permission", { get: () => window.stage.permission });
    const find = async () => {
      window.stage.asked += 1;
      // Browsers ask within a click alone.
      if (window.stage.permission === "default" && !navigator.userActivation.isActive) throw new Error("not in a click");
      window.stage.permission = window.stage.answer;
      return window.stage.answer === "granted" ? { token: window.stage.token, kind: "token" } : null;
    };
    Object.assign(window, { chatdesk: [["push", find]] });
  }, begin);
  return person.demo();
}

const offer = (tab: WidgetTab) => tab.window.getByRole("button", { name: "Notify me" });
const isPush = (request: Request) => request.url().endsWith("/chat/push-token");
const asked = (tab: WidgetTab) => tab.page.evaluate(() => window.stage.asked);

async function write(tab: WidgetTab, text: string): Promise<void> {
  await tab.open();
  await tab.thread.send(text);
  await tab.thread.expectHistory([text]);
}

test("who wrote may be told of answers, and is asked after their click alone", async ({ newPerson }) => {
  const tab = await demo(await newPerson());
  const sent: Request[] = [];
  tab.page.on("request", (request) => void (isPush(request) && sent.push(request)));
  await tab.open();
  await expect(offer(tab), "nothing was written yet").toBeHidden();
  await tab.thread.send("Hello");
  await expect(offer(tab)).toBeVisible();
  await expect(tab.window.getByText(TOLD)).toBeVisible();
  expect(await asked(tab), "nobody is asked unasked").toBe(0);
  expect(sent).toHaveLength(0);

  const answered = tab.page.waitForResponse((answer) => isPush(answer.request()));
  await offer(tab).click();
  const answer = await answered;
  expect(answer.ok(), await answer.text().catch(() => "")).toBe(true);
  const registered = { token: "t".repeat(163), kind: "token", platform: "web" };
  expect(answer.request().method()).toBe("PUT");
  expect(answer.request().postDataJSON()).toEqual(registered);
  await expect(offer(tab)).toBeHidden();
  await expect(tab.thread.input, "who pressed it goes on writing").toBeFocused();

  await tab.thread.send("Is anybody there?");
  await tab.thread.expectHistory(["Hello", "Is anybody there?"]);
  await expect(offer(tab), "once is enough").toBeHidden();
  expect(sent).toHaveLength(1);
});

test("who says no is not asked again", async ({ newPerson }) => {
  const tab = await demo(await newPerson(), { answer: "denied" });
  await write(tab, "Hello");
  await offer(tab).click();
  await expect(offer(tab)).toBeHidden();
  await tab.thread.send("Hello?");
  await tab.thread.expectHistory(["Hello", "Hello?"]);
  await expect(offer(tab)).toBeHidden();
  expect(await asked(tab)).toBe(1);
});

test("who only closes the question may press again", async ({ newPerson }) => {
  const tab = await demo(await newPerson(), { answer: "default" });
  await write(tab, "Hello");
  await offer(tab).click();
  await expect.poll(() => asked(tab)).toBe(1);
  await expect(offer(tab)).toBeVisible();
  await tab.page.evaluate(() => (window.stage.answer = "granted"));
  await offer(tab).click();
  await expect(offer(tab)).toBeHidden();
});

test("where a host has no callback, or the browser says no already, nothing is offered", async ({ newPerson }) => {
  const without = await (await newPerson()).demo();
  await write(without, "Hello");
  await expect(offer(without)).toBeHidden();

  const denied = await demo(await newPerson(), { permission: "denied" });
  await write(denied, "Hello");
  await expect(offer(denied)).toBeHidden();
  expect(await asked(denied)).toBe(0);
});

test("a token that could not be stored is said, and may be tried again", async ({ newPerson }) => {
  const tab = await demo(await newPerson());
  await write(tab, "Hello");
  await tab.page.route("**/chat/push-token", (route) => route.fulfill({ status: 503 }), { times: 1 });
  await offer(tab).click();
  await expect(tab.window.getByText("It could not be saved. Try again in a moment.")).toBeVisible();
  await offer(tab).click();
  await expect(offer(tab)).toBeHidden();
});

test("a token is forgotten at a logout before the window was opened, with nothing left to be told", async ({ place, newPerson }) => {
  const tab = await demo(await newPerson());
  await write(tab, "Hello");
  await offer(tab).click();
  await expect(offer(tab)).toBeHidden();
  const { id } = await place.onlySession();
  await place.change("POST", `chat/session/${id}/end`, { sub: "ending", role: "admin" }, {});

  // Nothing waits, and nobody opens the window.
  const live = tab.page.waitForRequest(/\/chat\/events/);
  await tab.page.reload();
  await live;
  const forgotten = tab.page.waitForResponse((answer) => isPush(answer.request()));
  await tab.page.evaluate(() => window.chatdesk.logout());

  const answer = await forgotten;
  expect(answer.request().method()).toBe("DELETE");
  expect(answer.status()).toBe(204);
  expect(await tab.page.evaluate(() => ({ ...localStorage }))).toEqual({});
});

test("a token is renewed when the browser has another, and forgotten at logout", async ({ newPerson }) => {
  const tab = await demo(await newPerson());
  await write(tab, "Hello");
  await offer(tab).click();
  await expect(offer(tab)).toBeHidden();

  await tab.page.addInitScript(() => {
    window.stage = { ...window.stage, permission: "granted", token: "another" };
  });
  const renewed = tab.page.waitForResponse((answer) => isPush(answer.request()));
  await tab.page.reload();
  await tab.reopen();
  expect((await renewed).request().postDataJSON()).toMatchObject({ token: "another" });
  await expect(offer(tab)).toBeHidden();

  await expect.poll(() => tab.page.evaluate(() => Object.values(localStorage).includes("another"))).toBe(true);
  const forgotten = tab.page.waitForResponse((answer) => isPush(answer.request()));
  await tab.page.evaluate(() => window.chatdesk.logout());
  const answer = await forgotten;
  expect(answer.request().method()).toBe("DELETE");
  expect(answer.request().postDataJSON()).toEqual({ token: "another" });
  expect(answer.ok()).toBe(true);
  expect(await tab.page.evaluate(() => Object.values(localStorage).includes("another"))).toBe(false);
});
