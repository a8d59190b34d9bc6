import { AxeBuilder } from "@axe-core/playwright";
import { type Locator, type Page } from "@playwright/test";
import { Caller } from "./stage/caller";
import { expect, test } from "./stage/express";
import { WidgetTab } from "./stage/visitor";

/** The host's own dashboard for its staff. */
class AdminTab {
  readonly list: Locator;
  readonly log: Locator;
  readonly input: Locator;

  constructor(readonly page: Page) {
    this.list = page.getByRole("list", { name: "Chats" });
    this.log = page.getByRole("log", { name: "Messages" });
    this.input = page.getByRole("textbox", { name: "Message" });
  }

  tab(name: "Users" | "Chats"): Locator {
    return this.page.getByRole("navigation").getByRole("button", { name: new RegExp(`^${name}`) });
  }

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name }) });
  }

  chatSwitch(name: string): Locator {
    return this.page.getByRole("switch", { name: `Chat for ${name}` });
  }

  async turnOff(name: string, reason: string): Promise<void> {
    await this.tab("Users").click();
    await this.chatSwitch(name).click();
    await this.page.getByLabel("Reason").fill(reason);
    await this.page.getByRole("button", { name: "Turn off" }).click();
    await expect(this.chatSwitch(name)).not.toBeChecked();
  }

  async openChat(name: string): Promise<void> {
    await this.tab("Chats").click();
    await this.list.getByRole("button", { name }).click();
  }

  async send(text: string): Promise<void> {
    await this.input.fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }

  async expectHistory(texts: string[]): Promise<void> {
    await expect(this.log.getByRole("article")).toHaveText(texts.map((text) => new RegExp(text)));
  }
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

for (const [on, options] of [["a wide window", {}], ["a phone", phone]] as const) {
  test(`a whole story on ${on}: talk, badges, switched off and on, reload, log-out`, async ({ payflow, newBrowser }) => {
    const hers = await newBrowser(options);
    const ada = new WidgetTab(await payflow.logIn(hers, "ada"));
    const max = new AdminTab(await payflow.logIn(await newBrowser(options), "max"));

    await test.step("both sides live", async () => {
      await ada.open();
      await ada.thread.send("My card was charged twice");
      await expect(max.row("Ada Lovelace").getByText("1", { exact: true })).toBeVisible();
      await expect(max.tab("Chats")).toHaveAccessibleName("Chats 1 unread");
      await max.openChat("Ada Lovelace");
      await max.expectHistory(["My card was charged twice"]);
      await expect(max.tab("Chats"), "whoever reads it has read it").toHaveAccessibleName("Chats");
      await max.send("Let me look");
      await ada.thread.expectHistory(["My card was charged twice", "Let me look"]);
      await expect(ada.connection).toHaveAttribute("data-connection", "live");
    });

    await test.step("a badge while the window is closed", async () => {
      await ada.close();
      await max.send("The second charge is taken back");
      await ada.expectUnread(1);
      await ada.open();
      await ada.expectUnread(0);
      await expect(max.log.getByText("Read", { exact: true })).toBeVisible();
    });

    const said = ["My card was charged twice", "Let me look", "The second charge is taken back"];
    await test.step("off while she types: the button goes, the window turns read-only, the history stays", async () => {
      await ada.thread.input.fill("I was about to sa");
      await max.turnOff("Ada Lovelace", "Asked for it");
      await expect(ada.thread.input).toBeHidden();
      await expect(ada.button).toBeHidden();
      await ada.thread.expectHistory(said);
      await max.tab("Chats").click();
      await expect(max.list.getByRole("button", { name: "Ada Lovelace" }).or(max.log).first()).toBeVisible();
      await expect(max.page.getByText("Chat is off for Ada Lovelace")).toBeVisible();
    });

    await test.step("on again: she goes on", async () => {
      await max.tab("Users").click();
      await max.chatSwitch("Ada Lovelace").click();
      await expect(max.chatSwitch("Ada Lovelace")).toBeChecked();
      await expect(ada.thread.input).toBeEditable();
      await ada.thread.send("Thank you");
      await ada.thread.expectHistory([...said, "Thank you"]);
    });

    await test.step("a reload keeps the conversation, on both sides", async () => {
      await ada.page.reload();
      await ada.reopen();
      await ada.thread.expectHistory([...said, "Thank you"]);
      await max.page.reload();
      await max.openChat("Ada Lovelace");
      await max.expectHistory([...said, "Thank you"]);
    });

    await test.step("log-out leaves nothing", async () => {
      await ada.close();
      await ada.page.getByRole("button", { name: "Log out" }).click();
      await expect(ada.page.getByRole("heading", { name: "Log in" })).toBeVisible();
      expect(await hers.cookies()).toEqual([]);
      expect(await ada.page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }])).toEqual([{}, {}]);
      await ada.page.goBack();
      await expect(ada.page.getByRole("heading", { name: "Log in" })).toBeVisible();
    });

    await test.step("who logs in next in the same browser sees nothing of it", async () => {
      const ben = new WidgetTab(await payflow.logIn(hers, "ben"));
      await ben.open();
      await expect(ben.thread.messages).toHaveCount(0);
      await ben.expectUnread(0);
    });
  });
}

test("a user for whom chat is off has no button", async ({ payflow, newBrowser }) => {
  const max = new AdminTab(await payflow.logIn(await newBrowser(), "max"));
  await max.turnOff("Ben Okri", "");
  const ben = new WidgetTab(await payflow.logIn(await newBrowser(), "ben"));
  await expect(ben.page.getByRole("heading", { name: "Hello, Ben" })).toBeVisible();
  const told = ben.page.waitForResponse(/\/chat\/status/);
  await ben.page.reload();
  await told;
  await ben.page.waitForLoadState("networkidle");
  await expect(ben.button).toBeHidden();
  await max.chatSwitch("Ben Okri").click();
  await ben.page.reload();
  await expect(ben.button).toBeVisible();
});

test("two of the staff see each other's switch and answers, and who is no administrator cannot switch", async ({
  payflow,
  newBrowser,
}) => {
  const ada = new WidgetTab(await payflow.logIn(await newBrowser(), "ada"));
  const max = new AdminTab(await payflow.logIn(await newBrowser(), "max"));
  const mia = new AdminTab(await payflow.logIn(await newBrowser(), "mia"));
  await ada.open();
  await ada.thread.send("Hello");
  for (const tab of [max, mia]) await tab.openChat("Ada Lovelace");
  await mia.send("I am Mia");
  await max.expectHistory(["Hello", "Mia Sole.*I am Mia"]);
  await max.turnOff("Cleo Martin", "Spam");
  await mia.tab("Users").click();
  await expect(mia.chatSwitch("Cleo Martin")).not.toBeChecked();
  await expect(mia.chatSwitch("Cleo Martin")).toBeDisabled();
});

test("the dashboard goes on after chatdesk was away, and misses nothing", async ({ payflow, newBrowser }) => {
  const ada = new WidgetTab(await payflow.logIn(await newBrowser({ errors: "expected" }), "ada"));
  const max = new AdminTab(await payflow.logIn(await newBrowser({ errors: "expected" }), "max"));
  await ada.open();
  await ada.thread.send("Before");
  await max.openChat("Ada Lovelace");
  await payflow.server.kill();
  await expect(max.page.getByText("The connection is gone")).toBeVisible();
  await max.input.fill("Written meanwhile");
  await max.page.getByRole("button", { name: "Send" }).click();
  await expect(max.page.getByRole("alert")).toContainText("Not sent");
  await ada.thread.send("Meanwhile, too");
  await payflow.server.restart();
  await expect(max.page.getByText("The connection is gone")).toBeHidden({ timeout: 10_000 });
  await max.page.getByRole("button", { name: "Send" }).click();
  await max.expectHistory(["Before", "Meanwhile|meanwhile", "Meanwhile|meanwhile"]);
});

test("where a proxy holds streams back the dashboard polls", async ({ payflow, newBrowser }) => {
  const max = new AdminTab(await payflow.logIn(await newBrowser(), "max"));
  // As a proxy that passes an answer on when it is complete.
  await max.page.route("**/chat/events*", async (route) => {
    const isStream = route.request().headers()["accept"] === "text/event-stream";
    if (!isStream) return route.continue();
  });
  await max.page.reload();
  await expect(max.chatSwitch("Ada Lovelace")).toBeEnabled();
  const ada = new WidgetTab(await payflow.logIn(await newBrowser(), "ada"));
  await ada.open();
  await ada.thread.send("Slowly");
  await expect(max.row("Ada Lovelace").getByText("1", { exact: true })).toBeVisible({ timeout: 15_000 });
});

test("a long history comes in pages, and stays where it is read", async ({ payflow, newBrowser }) => {
  const ada = new Caller(payflow.api, await payflow.token("ada"));
  const { id } = await ada.post<{ id: string }>("chat/sessions", { message: "message 1" });
  for (let at = 2; at <= 60; at++) await ada.post(`chat/session/${id}/messages`, { content: `message ${at}` });
  const max = new AdminTab(await payflow.logIn(await newBrowser(), "max"));
  await max.openChat("Ada Lovelace");
  await expect(max.log.getByRole("article")).toHaveCount(50);
  await expect(max.log.getByText("message 60", { exact: true })).toBeInViewport();
  await max.page.getByRole("button", { name: "Earlier messages" }).click();
  await max.expectHistory(Array.from({ length: 60 }, (_, at) => `message ${at + 1}$`));
  await expect(max.log.getByText("message 11", { exact: true })).toBeInViewport();
});

test("the full console works under the host's login", async ({ payflow, newBrowser }) => {
  const ada = new WidgetTab(await payflow.logIn(await newBrowser(), "ada"));
  await ada.open();
  await ada.thread.send("For the console");
  const page = await payflow.logIn(await newBrowser(), "max");
  await page.getByRole("link", { name: "Full console" }).click();
  await expect(page.getByRole("list", { name: "Chats" }).getByRole("listitem")).toContainText("Ada Lovelace");
});

test("a dashboard whose token is over goes on with a new one", async ({ payflow, newBrowser }) => {
  const ada = new WidgetTab(await payflow.logIn(await newBrowser(), "ada"));
  const max = new AdminTab(await payflow.logIn(await newBrowser({ errors: "expected" }), "max"));
  await ada.open();
  await ada.thread.send("Before");
  await max.openChat("Ada Lovelace");
  const asked = max.page.waitForRequest(/chat-token$/, { timeout: 20_000 });
  const headers = { authorization: `Bearer ${await payflow.token("max")}` };
  const revoked = await fetch(`${payflow.api}admin/user/max/revoke`, { method: "POST", headers });
  expect(revoked.status).toBe(204);
  await asked;
  await ada.thread.send("After");
  await expect(max.log).toContainText("After", { timeout: 20_000 });
  await max.send("Still here");
  await ada.thread.expectHistory(["Before", "After", "Still here"]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page of the host can be used by everybody, ${colorScheme}`, async ({ payflow, newBrowser }) => {
    const expectUsable = async (page: Page, name: string) => {
      // The console and the chat's window have their own tests, in every state.
      const found = await new AxeBuilder({ page }).exclude("chatdesk-console").exclude("chatdesk-widget").analyze();
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), name).toEqual([]);
    };
    const login = await (await newBrowser({ colorScheme })).newPage();
    await login.goto(payflow.url);
    await expectUsable(login, "login");
    const ada = new WidgetTab(await payflow.logIn(await newBrowser({ colorScheme }), "ada"));
    await ada.open();
    await ada.thread.send("Hello");
    await expectUsable(ada.page, "dashboard");
    const max = new AdminTab(await payflow.logIn(await newBrowser({ colorScheme }), "max"));
    await expect(max.chatSwitch("Ada Lovelace")).toBeEnabled();
    await expectUsable(max.page, "users");
    await max.chatSwitch("Ada Lovelace").click();
    await expectUsable(max.page, "why");
    await max.page.getByRole("button", { name: "Turn off" }).click();
    await max.openChat("Ada Lovelace");
    await expect(max.page.getByText("Chat is off for Ada Lovelace")).toBeVisible();
    await max.send("An answer");
    await expect(max.log).toContainText("An answer");
    await expectUsable(max.page, "chats");
  });
}
