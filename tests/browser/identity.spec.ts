import { type BrowserContext } from "@playwright/test";
import { expect, test, type Payflow } from "./stage/express";
import { WidgetTab } from "./stage/visitor";

const QUESTION = "Do you take euros?";
const DRAFT = "My account number is";

test("what a visitor said is theirs once they log in, and no longer the visitor's", async ({ payflow, newBrowser }) => {
  const browser = await newBrowser();
  const visitor = await visit(payflow, browser);
  await visitor.open();
  await visitor.thread.send(QUESTION);
  await visitor.thread.expectHistory([QUESTION]);
  const proof = await visitor.token();
  await visitor.page.close();

  const ada = new WidgetTab(await payflow.logIn(browser, "ada"));
  await expect.poll(async () => chats(payflow, await payflow.token("max"), "admin/chat/sessions"), "before any click").toEqual(["ada"]);
  await ada.open();
  await ada.thread.expectHistory([QUESTION]);
  await ada.thread.send("I mean by card");
  await ada.thread.expectHistory([QUESTION, "I mean by card"]);

  expect(await chats(payflow, proof, "chat/sessions"), "what the visitor's token opens").toEqual([]);
  const kept = await ada.page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(kept, "what the browser keeps").not.toContain("cdv_");
});

test("whoever logs out in one tab is out in all of them, and the next one finds nothing", async ({ payflow, newBrowser }) => {
  const browser = await newBrowser();
  const leaving = new WidgetTab(await payflow.logIn(browser, "ada"));
  const other = new WidgetTab(await browser.newPage());
  await other.page.goto(`${payflow.url}dashboard`);
  await leaving.open();
  await leaving.thread.send(QUESTION);
  await other.reopen();
  await other.thread.expectHistory([QUESTION]);
  await other.thread.input.fill(DRAFT);
  await leaving.close();

  await leaving.page.getByRole("button", { name: "Log out" }).click();

  await expect(leaving.page.getByRole("heading", { name: "Log in" })).toBeVisible();
  await expect(other.thread.messages).toHaveCount(0);
  await expect(other.thread.input).toHaveValue("");
  for (const tab of [leaving, other]) await expectNothingKept(tab);
  await leaving.open();
  await expect(leaving.thread.messages).toHaveCount(0);
  await other.page.close();
  await leaving.page.close();

  const ben = new WidgetTab(await payflow.logIn(browser, "ben"));
  await ben.open();
  await expect(ben.thread.messages).toHaveCount(0);
  await expect(ben.thread.input).toHaveValue("");
  await expectNothingKept(ben);
  expect(await chats(payflow, await payflow.token("ada"), "chat/sessions")).toEqual(["ada"]);
  expect(await chats(payflow, await payflow.token("ben"), "chat/sessions")).toEqual([]);
});

test("whom the host deactivates is out of the open window within a second, and back when let in", async ({ payflow, newBrowser }) => {
  const browser = await newBrowser({ errors: "expected" });
  const ada = new WidgetTab(await payflow.logIn(browser, "ada"));
  await ada.open();
  await ada.thread.send(QUESTION);
  await ada.thread.expectHistory([QUESTION]);
  const token = await payflow.token("ada");
  const max = await payflow.logIn(await newBrowser(), "max");

  await max.getByRole("button", { name: "Deactivate Ada Lovelace" }).click();
  await expect(max.getByRole("button", { name: "Reactivate Ada Lovelace" })).toBeVisible();

  await expect(ada.thread.messages).toHaveCount(0, { timeout: 1_000 });
  const refused = await fetch(`${payflow.api}chat/sessions`, { headers: { authorization: `Bearer ${token}` } });
  expect(refused.status).toBe(401);
  await ada.page.reload();
  await expect(ada.page.getByRole("heading", { name: "Log in" })).toBeVisible();

  await max.getByRole("button", { name: "Reactivate Ada Lovelace" }).click();
  await expect(max.getByRole("button", { name: "Deactivate Ada Lovelace" })).toBeVisible();
  // A token that is as old as the second in which she was put out does not count yet.
  await expect.poll(async () => chats(payflow, await payflow.token("ada"), "chat/sessions")).toEqual(["ada"]);
  await ada.page.goto(`${payflow.url}dashboard`);
  await ada.reopen();
  await ada.thread.expectHistory([QUESTION]);
});

/** The public page, as whoever is not logged in finds it. */
async function visit(payflow: Payflow, browser: BrowserContext): Promise<WidgetTab> {
  const page = await browser.newPage();
  await page.goto(payflow.url);
  return new WidgetTab(page);
}

/** Whose the chats are that a token opens. */
async function chats(payflow: Payflow, token: string, path: string): Promise<string[] | number> {
  const answer = await fetch(payflow.api + path, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) return answer.status;
  const { sessions } = (await answer.json()) as { sessions: { user: { id: string } }[] };
  return sessions.map(({ user }) => user.id);
}

/** No word of the former person, no token of theirs, no draft. */
async function expectNothingKept(tab: WidgetTab): Promise<void> {
  const kept = await tab.page.evaluate(async () => {
    const workers = await navigator.serviceWorker.getRegistrations();
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await caches.keys(), workers.length]);
  });
  for (const secret of [QUESTION, DRAFT, "ada"]) expect(kept).not.toContain(secret);
}
