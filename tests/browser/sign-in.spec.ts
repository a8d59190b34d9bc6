import { type Page } from "@playwright/test";
import { DeskTab } from "./stage/desk";
import { expect, test } from "./stage/place";

const PASSWORD = "correct horse";

test("somebody of the desk sets a password by their link, signs out and in again", async ({ newPerson, place }) => {
  const link = await place.server.addAgent("Zoë", place.url);
  const person = await newPerson();
  const page = await person.context.newPage();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Welcome" })).toBeVisible();
  expect(new URL(page.url()).hash).not.toContain("cdl_");
  await expect(page.getByText("At least 10 characters")).toBeVisible();
  const password = page.getByLabel("Password");
  await password.fill("short");
  await expect(page.getByText("5 characters more")).toBeVisible();
  await password.fill(PASSWORD);
  await expect(password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Set password" }).click();
  const desk = new DeskTab(page);
  await expect(desk.chats).toBeVisible();
  const second = await person.context.newPage();
  await second.goto(`${place.url}console/`);
  await expect(new DeskTab(second).chats).toBeVisible();

  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByText("You are signed in as Zoë.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  for (const tab of [page, second]) {
    await expect(tab.getByRole("heading", { name: "Sign in" })).toBeVisible();
  }

  await signIn(page, "Zoë", "wrong password");
  await expect(page.getByText("Name and password do not fit.")).toBeVisible();
  await expect(page.getByLabel("Password")).toBeFocused();
  await signIn(page, "zoë", PASSWORD);
  await expect(page.getByText("You are signed in as Zoë.")).toBeVisible();
  await expect(new DeskTab(second).chats).toBeVisible();

  await page.goto(link);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("This link was used already, or is too old.")).toBeVisible();
});

test("whoever guesses is stopped, and told for how long", async ({ newPerson, place }) => {
  const page = await (await newPerson()).context.newPage();
  await page.goto(`${place.url}console/`);
  for (let n = 0; n < 5; n++) {
    const answer = page.waitForResponse("**/console/session");
    await signIn(page, "Nobody", `guess number ${n}`);
    expect((await answer).status()).toBe(401);
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  }
  await signIn(page, "Nobody", "guess number 6");
  await expect(page.getByText(/Too many attempts\. Try again in \d+ min\./)).toBeVisible();
});

test("a session that is over leads back to where one was, with what was typed", async ({ newPerson, place }) => {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("Are you there?");
  const person = await newPerson();
  const page = await person.context.newPage();
  await page.goto(await place.server.addAgent("Ann", place.url));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  const desk = new DeskTab(page);
  await desk.openChat("Are you there?");
  await desk.thread.input.fill("Half an answer");

  let isOver = true;
  await page.route("**/api/**", (route) =>
    isOver ? route.fulfill({ status: 401, json: { code: "unauthenticated" } }) : route.fallback(),
  );
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  isOver = false;
  await signIn(page, "Ann", PASSWORD);
  await expect(desk.thread.input).toHaveValue("Half an answer");
  await expect(desk.thread.messages).toHaveText([/Are you there\?/]);
});

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
