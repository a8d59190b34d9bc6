import { type Page } from "@playwright/test";
import { type DeskTab } from "./stage/desk";
import { expect, test, type Person } from "./stage/place";

test("a note is seen by the desk alone, live, and among the messages where it was written", async ({
  newPerson,
}) => {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("My parcel is late");
  const admin = await newPerson();
  const [desk, other] = [await admin.console(), await admin.console()];
  await desk.openChat("My parcel is late");
  await other.openChat("My parcel is late");

  await desk.page.keyboard.press("Alt+n");
  const note = desk.page.getByRole("textbox", { name: "Private note" });
  await expect(note).toBeFocused();
  await note.fill("She called on Monday, too");
  await note.press("Enter");

  for (const tab of [desk, other]) {
    await expect(tab.thread.messages).toHaveText([/My parcel is late/, /She called on Monday, too/]);
    await expect(tab.thread.messages.last()).toHaveClass(/private/);
  }
  await expect(note).toHaveValue("");
  await desk.page.getByRole("button", { name: "Reply", exact: true }).click();
  await desk.thread.send("It arrives today");
  await visitor.thread.expectHistory(["My parcel is late", "It arrives today"]);
  await expect(visitor.page.getByText("She called")).toHaveCount(0);

  await other.page.reload();
  await expect(other.thread.messages).toHaveText([/parcel/, /She called/, /It arrives today/]);
});

test("a note that could not be stored stays in its field and is stored once", async ({ newPerson }) => {
  const desk = await deskWithChat(newPerson);
  const { page } = desk;
  await page.keyboard.press("Alt+n");
  const note = page.getByRole("textbox", { name: "Private note" });
  let n_asked = 0;
  await page.route("**/notes", async (route) => {
    if (route.request().method() !== "POST" || n_asked++) return route.fallback();
    // It was stored, and nobody said so.
    await route.fetch();
    return route.abort();
  });
  await note.fill("Once, please");
  await note.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  await expect(note).toHaveValue("Once, please");

  await note.press("Enter");
  await expect(note).toHaveValue("");
  await page.reload();
  await expect(desk.thread.messages.filter({ hasText: "Once, please" })).toHaveCount(1);
  expect(n_asked).toBe(2);
});

test("every chat keeps its own draft, of an answer and of a note, over a reload", async ({ newPerson }) => {
  for (const text of ["From Ada", "From Bo"]) {
    const visitor = await (await newPerson()).demo();
    await visitor.open();
    await visitor.thread.send(text);
  }
  const desk = await (await newPerson()).console();
  const { page } = desk;
  const note = page.getByRole("textbox", { name: "Private note" });
  await desk.openChat("From Ada");
  await desk.thread.input.fill("Half an ans");
  await page.keyboard.press("Alt+n");
  await note.fill("Half a no");
  await desk.openChat("From Bo");
  await expect(desk.thread.input).toHaveValue("");
  await page.keyboard.press("Alt+n");
  await expect(note).toHaveValue("");

  // A note that is half written is never taken for an answer.
  await desk.openChat("From Ada");
  await expect(note).toHaveValue("Half a no");
  await page.reload();
  await expect(note).toHaveValue("Half a no");
  await page.keyboard.press("Alt+n");
  await expect(desk.thread.input).toHaveValue("Half an ans");
});

test("what is too long is told before it is sent", async ({ newPerson }) => {
  const desk = await deskWithChat(newPerson);
  await desk.thread.input.fill("a".repeat(4001));
  await expect(desk.page.getByText("4,001 of 4,000 characters")).toBeVisible();
  await desk.thread.input.press("Enter");
  await expect(desk.thread.messages).toHaveCount(1);
});

test("the command bar finds actions and chats, and gives the focus back", async ({ newPerson }) => {
  const desk = await deskWithChat(newPerson);
  const { page } = desk;
  await page.keyboard.press("Control+k");
  const find = page.getByRole("combobox", { name: "Find a chat or an action" });
  await expect(find).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(find).toBeHidden();
  await expect(desk.thread.input).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("private no");
  await expect(page.getByRole("option")).toHaveText([/Write a private note/]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Private note" })).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("go to the us");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Users" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("chat with visitor");
  await page.keyboard.press("Enter");
  await expect(desk.thread.log).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("zzzz");
  await expect(page.getByText("Nothing is called like that.")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(find).toBeVisible();
});

test("single keys act while nobody types, and not where they are switched off", async ({ newPerson }) => {
  const desk = await deskWithChat(newPerson);
  const { page } = desk;
  await expect(desk.thread.input).toBeFocused();
  await page.keyboard.type("?jk");
  await expect(desk.thread.input).toHaveValue("?jk");
  await desk.thread.input.fill("");

  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await page.keyboard.press("n");
  await expect(page.getByRole("textbox", { name: "Private note" })).toBeFocused();

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("checkbox", { name: /Single keys/ }).uncheck();
  await page.getByRole("heading", { name: "Settings" }).click();
  await page.keyboard.press("?");
  await page.reload();
  await expect(page.getByRole("checkbox", { name: /Single keys/ })).not.toBeChecked();
  await page.keyboard.press("?");
  await expect(keys).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Find a chat or an action" })).toBeFocused();
});

test("title and icon say what is unread", async ({ newPerson }) => {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("One");
  const desk = await (await newPerson()).console();
  const icon = desk.page.locator("link[rel=icon]");
  await expect(desk.page).toHaveTitle(/^\(1\) Chats/);
  await expect(icon).toHaveAttribute("data-unread", "1");
  await visitor.thread.send("Two");
  await expect(desk.page).toHaveTitle(/^\(2\) Chats/);
  await expect(icon).toHaveAttribute("href", /%3E2%3C%2Ftext%3E/);

  await desk.openChat("Two");
  await expect(desk.page).toHaveTitle(/^Visitor .* · Console$/);
  await expect(icon).toHaveAttribute("data-unread", "0");
});

test("a notification is shown only where somebody wants it and looks elsewhere, one for each chat", async ({
  newPerson,
}) => {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("Hello");
  const admin = await newPerson({ permissions: ["notifications"] });
  await admin.context.addInitScript(recordNotifications);
  const desk = await admin.console();
  await visitor.thread.send("Nobody asked for it yet");
  await expect(desk.page).toHaveTitle(/^\(2\)/);
  expect(await called(desk.page)).toEqual([]);

  await desk.page.getByRole("link", { name: "Settings" }).click();
  await desk.page.getByRole("checkbox", { name: "Show a notification" }).check();
  await visitor.thread.send("Now");
  await visitor.thread.send("And again");
  await expect.poll(() => called(desk.page)).toHaveLength(2);
  const [first, second] = await called(desk.page);
  expect(first?.tag).toBe(second?.tag);
  expect([first?.body, second?.body]).toEqual(["Now", "And again"]);

  await desk.openChat("And again");
  await expect(desk.page).toHaveTitle(/^Visitor/);
  await expect.poll(async () => (await called(desk.page)).at(-1)?.isClosed).toBe(true);
  await visitor.thread.send("Before their eyes");
  await expect(desk.thread.messages.last()).toContainText("Before their eyes");
  expect(await called(desk.page)).toHaveLength(2);
});

interface Called {
  title: string;
  tag: string;
  body: string;
  isClosed: boolean;
}

/** Notes what the browser says of the notifications that it shows. */
function recordNotifications() {
  const called: Called[] = [];
  class Recorded extends Notification {
    constructor(title: string, options: NotificationOptions = {}) {
      super(title, options);
      const record = { title, tag: this.tag, body: this.body, isClosed: false };
      this.addEventListener("show", () => called.push(record));
      this.addEventListener("close", () => (record.isClosed = true));
    }
  }
  Object.assign(window, { Notification: Recorded, called });
}

function called(page: Page): Promise<Called[]> {
  return page.evaluate(() => (window as unknown as { called: Called[] }).called);
}

async function deskWithChat(newPerson: () => Promise<Person>): Promise<DeskTab> {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("Is anybody there?");
  const desk = await (await newPerson()).console();
  await desk.openChat("Is anybody there?");
  return desk;
}
