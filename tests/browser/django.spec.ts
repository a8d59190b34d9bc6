import { type Page } from "@playwright/test";
import { expect, type Guest, test } from "./stage/django";
import { type DeskTab } from "./stage/desk";
import { SIZES } from "./stage/sizes";
import { type WidgetTab } from "./stage/visitor";

for (const [size, options] of SIZES) {
  test(`a chat under Django's session, switched off and on in Django's admin, ${size}`, async ({ newGuest }) => {
    const guest = await newGuest(options);
    const ada = await guest.asUser("ada");
    const staff = await newGuest();
    const max = await staff.asStaff("max");
    await talk(ada, max);

    await test.step("off: the window turns read-only, the history stays", async () => {
      const users = await switchChat(staff, "off", "ada");
      await expect(users.getByText("Chat is off for ada.")).toBeVisible();
      await expect(ada.thread.input).toBeHidden();
      await expect(ada.button).toBeHidden();
      await ada.thread.expectHistory(["Is my transfer on its way?", "It arrives today."]);
    });

    await test.step("on again: the talk goes on", async () => {
      await switchChat(staff, "on", "ada");
      await expect(ada.thread.input).toBeEditable();
      await ada.thread.send("Thank you!");
      await max.thread.expectHistory(["Is my transfer on its way?", "It arrives today.", "Thank you!"]);
    });

    await test.step("a reload loses nothing", async () => {
      await ada.page.reload();
      await ada.reopen();
      await ada.thread.expectHistory(["Is my transfer on its way?", "It arrives today.", "Thank you!"]);
      await max.page.reload();
      await max.openChat("Thank you!");
      await max.thread.expectHistory(["Is my transfer on its way?", "It arrives today.", "Thank you!"]);
    });

    await test.step("a log-out leaves nothing behind", async () => {
      await ada.thread.input.fill("a draft of Ada's");
      await ada.close();
      await logOut(ada.page);
      await expect(ada.button).toBeVisible();
      await ada.open();
      await expect(ada.thread.messages).toHaveCount(0);
      await expect(ada.thread.input).toHaveValue("");
      expect(await kept(ada.page)).not.toContain("a draft of");
    });
  });
}

test("a tab of who was here before becomes the one of who is here now", async ({ newGuest }) => {
  const guest = await newGuest();
  const max = await (await newGuest()).asStaff("max");
  const left = await guest.asUser("ada");
  await talk(left, max);
  await left.thread.input.fill("a draft of Ada's");

  // In another tab, and without a word to the first.
  await guest.context.clearCookies();
  const right = await guest.asUser("ben");
  await right.open();
  await expect(right.thread.messages).toHaveCount(0);
  await right.thread.send("I am Ben");
  await right.thread.expectHistory(["I am Ben"]);

  await left.thread.send("Whose words are these?");
  await expect(left.thread.log).toContainText("I am Ben");
  await expect(left.thread.log).not.toContainText("Is my transfer on its way?");
  // What was written for Ada is sent in nobody else's name.
  await right.thread.send("I still am");
  await right.thread.expectHistory(["I am Ben", "I still am"]);
  await max.openChat("It arrives today.");
  await max.thread.expectHistory(["Is my transfer on its way?", "It arrives today."]);
});

test("whoever is deactivated in Django's admin reads and writes no more", async ({ newGuest }) => {
  const ben = await (await newGuest()).asUser("ben");
  const staff = await newGuest();
  const max = await staff.asStaff("max");
  await talk(ben, max);

  const users = await staff.openPage("admin/auth/user/");
  await users.getByRole("link", { name: "ben", exact: true }).click();
  await users.getByLabel("Active").uncheck();
  await users.getByRole("button", { name: "Save", exact: true }).click();
  await expect(users.getByText("was changed successfully")).toBeVisible();

  await expect(ben.thread.messages).toHaveCount(0);
  await max.thread.expectHistory(["Is my transfer on its way?", "It arrives today."]);
});

test("a visitor chats without a login, and somebody of the staff is no visitor", async ({ newGuest }) => {
  const visitor = await (await newGuest()).newTab();
  const mia = await (await newGuest()).asStaff("mia");
  await visitor.open();
  await visitor.thread.send("Do I need an account?");
  await mia.openChat("Do I need an account?");
  await mia.thread.send("Not to ask.");
  await visitor.thread.expectHistory(["Do I need an account?", "Not to ask."]);
  await mia.page.goto(new URL("/", mia.page.url()).href);
  await expect(mia.page.getByRole("link", { name: "Support console" })).toBeVisible();
  await expect(mia.page.locator("chatdesk-widget")).toHaveCount(0);
});

test("the same chat by simplejwt's tokens, without Django in between", async ({ django, newGuest }) => {
  const guest = await newGuest();
  const max = await (await newGuest()).asStaff("max");
  const ada = await guest.asUser("ada");
  await talk(ada, max);
  const asked: string[] = [];
  guest.context.on("request", (request) => asked.push(request.url()));
  const direct = await guest.newTab("direct/");
  await direct.reopen();
  await direct.thread.expectHistory(["Is my transfer on its way?", "It arrives today."]);
  await direct.thread.send("By token");
  await max.thread.expectHistory(["Is my transfer on its way?", "It arrives today.", "By token"]);
  await expect(direct.connection).toHaveAttribute("data-connection", "live");
  expect(asked.filter((url) => url.startsWith(`${django.url}support/api/chat/session`))).toEqual([]);
  expect(asked.filter((url) => url.startsWith(`${django.chatdesk.url}api/chat/session`))).not.toEqual([]);
});

test.describe("where no thread is left for streams", () => {
  test.use({ host: { SUPPORT_STREAMS: "0" } });

  test("the chat goes on by asking, and loses nothing", async ({ newGuest }) => {
    const ada = await (await newGuest()).asUser("ada");
    const max = await (await newGuest()).asStaff("max");
    await talk(ada, max, 20_000);
    await expect(ada.connection).toHaveAttribute("data-connection", "polling", { timeout: 20_000 });
  });
});

test.describe("under runserver", () => {
  test.use({ runner: "runserver" });

  test("a chat is live, and over with the log-out", async ({ newGuest }) => {
    const ada = await (await newGuest()).asUser("ada");
    const max = await (await newGuest()).asStaff("max");
    await talk(ada, max);
    await expect(ada.connection).toHaveAttribute("data-connection", "live");
    await expect(max.connection).toHaveAttribute("data-connection", "live");
    await ada.close();
    await logOut(ada.page);
    await ada.open();
    await expect(ada.thread.messages).toHaveCount(0);
  });
});

/** A question and its answer. */
async function talk(user: WidgetTab, desk: DeskTab, timeout = 5_000): Promise<void> {
  await user.open();
  await user.thread.send("Is my transfer on its way?");
  await expect(desk.rows.filter({ hasText: "Is my transfer on its way?" })).toBeVisible({ timeout });
  await desk.openChat("Is my transfer on its way?");
  await desk.thread.send("It arrives today.");
  await expect(user.thread.messages).toHaveCount(2, { timeout });
  await user.thread.expectHistory(["Is my transfer on its way?", "It arrives today."]);
}

/** By the action above Django's table of users. */
async function switchChat(staff: Guest, word: "on" | "off", username: string): Promise<Page> {
  const page = await staff.openPage("admin/auth/user/");
  await page.getByRole("row", { name: username }).getByRole("checkbox").check();
  await page.getByLabel("Action:").selectOption({ label: `Switch chat ${word}` });
  await page.getByRole("button", { name: "Go" }).click();
  const cell = page.getByRole("row", { name: username }).locator(".field-chat");
  await expect(cell).toHaveText(word);
  return page;
}

async function logOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("link", { name: "Log in" }).first()).toBeVisible();
}

/** All that this browser keeps of the chat. */
function kept(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify(localStorage));
}
