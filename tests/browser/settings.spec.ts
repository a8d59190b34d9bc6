import { type Locator, type Page } from "@playwright/test";
import { expect, test, type Place } from "./stage/place";

test("an admin changes settings, other desks see it, an agent may only read", async ({ newPerson, place }) => {
  const admin = await newPerson();
  const desk = await admin.console();
  const other = await admin.console();
  for (const { page } of [desk, other]) await page.getByRole("link", { name: "Settings" }).click();
  const { page } = desk;
  await field(page, "Title").fill("Help");
  await field(page, "Greeting").fill("Good morning!");
  await page.getByRole("checkbox", { name: /Ask visitors/ }).uncheck();
  await expect(page.getByText("Not saved yet")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  await expect(field(other.page, "Title")).toHaveValue("Help");
  await page.reload();
  await expect(field(page, "Greeting")).toHaveValue("Good morning!");
  await expect(page.getByRole("checkbox", { name: /Ask visitors/ })).not.toBeChecked();
  expect(await place.get("chat/settings", { sub: "7" })).toMatchObject({ title: "Help", ask_contact: false });

  await enter(page, place, "agent");
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(field(page, "Title")).toBeDisabled();
  await expect(page.getByText("Only admins change these.")).toBeVisible();
  await expect(page.getByRole("button", { name: "New canned reply" })).toHaveCount(0);
});

test("what is wrong is said beside its field", async ({ newPerson }) => {
  const { page } = await (await newPerson()).console();
  await page.getByRole("link", { name: "Settings" }).click();
  const save = page.getByRole("button", { name: "Save" });
  const colour = field(page, "Colour");
  await colour.fill("#12zz");
  await page.getByRole("checkbox", { name: "There are opening hours" }).check();
  await save.click();
  await expect(page.getByText("Please look at the marked fields.")).toBeVisible();
  await expect(colour).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#color-wrong")).not.toBeEmpty();

  await colour.fill("#ffdd00");
  await expect(page.getByText(/On white it is darkened/)).toBeVisible();
  const zone = field(page, "Time zone");
  await zone.fill("Nowhere/Town");
  await save.click();
  await expect(zone).toHaveAttribute("aria-invalid", "true");
  await expect(colour).not.toHaveAttribute("aria-invalid", "true");

  await zone.fill("Europe/Berlin");
  const end = field(page, "Tuesday, to");
  await end.fill("08:00");
  await save.click();
  await expect(end).toHaveAttribute("aria-invalid", "true");
  await end.fill("18:00");
  await save.click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
});

test("what somebody else saved does not take away what is being changed", async ({ newPerson }) => {
  const admin = await newPerson();
  const [one, two] = [await admin.console(), await admin.console()];
  for (const { page } of [one, two]) await page.getByRole("link", { name: "Settings" }).click();
  await field(one.page, "Title").fill("Mine");
  await field(two.page, "Title").fill("Theirs");
  await two.page.getByRole("button", { name: "Save" }).click();

  await expect(one.page.getByText(/Somebody else saved meanwhile/)).toBeVisible();
  await expect(field(one.page, "Title")).toHaveValue("Mine");
  await one.page.getByRole("button", { name: "Discard changes" }).click();
  await expect(field(one.page, "Title")).toHaveValue("Theirs");
});

test("a canned reply is written, found by its shortcut and filled", async ({ newPerson }) => {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("Where is it?");
  const desk = await (await newPerson()).console();
  const { page } = desk;
  await page.getByRole("link", { name: "Settings" }).click();
  for (const [shortcut, title, text] of [
    ["hi", "Greeting", "Hello {name}, this is {agent}."],
    ["bye", "Goodbye", "Good bye!"],
  ] as const) {
    await page.getByRole("button", { name: "New canned reply" }).click();
    await field(page, "Shortcut").fill(shortcut);
    await field(page, "Title").last().fill(title);
    await field(page, "Text").fill(text);
    await page.locator("form.reply").getByRole("button", { name: "Save" }).click();
    await expect(page.locator(".replies")).toContainText(title);
  }
  await page.getByRole("button", { name: "New canned reply" }).click();
  await field(page, "Shortcut").fill("hi");
  await field(page, "Title").last().fill("Twice");
  await field(page, "Text").fill("x");
  await page.locator("form.reply").getByRole("button", { name: "Save" }).click();
  await expect(page.locator("form.reply").getByRole("alert")).not.toBeEmpty();

  await desk.openChat("Where is it?");
  const { input } = desk.thread;
  await input.pressSequentially("/");
  await expect(page.getByRole("option")).toHaveText([/bye/, /hi/]);
  await input.press("ArrowDown");
  await expect(page.getByRole("option", { selected: true })).toContainText("Greeting");
  await input.press("Escape");
  await expect(page.getByRole("option")).toHaveCount(0);
  await expect(desk.thread.log).toBeVisible();
  await input.fill("/gre");
  await input.press("Tab");
  // Nobody knows the visitor's name: the place stays, and is what is typed over.
  await expect(input).toHaveValue("Hello [name], this is Support.");
  await page.keyboard.type("Ada");
  await expect(input).toHaveValue("Hello Ada, this is Support.");
  await input.press("Enter");
  await visitor.thread.expectHistory(["Where is it?", "Hello Ada, this is Support."]);

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Delete Goodbye" }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await expect(page.locator(".replies")).not.toContainText("Goodbye");
});

test("colours are chosen in this browser, and the element can be embedded, once", async ({ newPerson, place }) => {
  const person = await newPerson({ colorScheme: "light" });
  const { page } = await person.console();
  const root = page.locator(".console");
  await expect(root).toHaveAttribute("data-scheme", "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(root).toHaveAttribute("data-scheme", "dark");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("radio", { name: "Light" }).check();
  await expect(root).toHaveAttribute("data-scheme", "light");
  await page.reload();
  await expect(root).toHaveAttribute("data-scheme", "light");

  const host = await person.context.newPage();
  const token = await place.server.token({ sub: "bo", role: "admin", name: "Bo" });
  await host.route("**/staff-token", (route) => route.fulfill({ json: { token } }));
  await host.route("**/staff", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><html lang="en"><title>Host</title>
        <style>* { color: red !important; font-size: 40px !important }</style>
        <script type="module" src="console/console.js"></script>
        <chatdesk-console data-token-url="staff-token"></chatdesk-console>`,
    }),
  );
  await host.goto(`${place.url}staff`);
  await expect(host.getByRole("link", { name: /^Chats/ })).toBeVisible();
  await host.getByRole("link", { name: "Settings" }).click();
  await expect(host.getByText("You are signed in as Bo.")).toBeVisible();
  expect(new URL(host.url()).hash).toBe("");
  await expect(host).toHaveTitle("Host");
  await host.evaluate(() => document.body.append(document.createElement("chatdesk-console")));
  await expect(host.getByText("There is a console on this page already.")).toBeVisible();

  await host.evaluate(() => document.querySelectorAll("chatdesk-console").forEach((it) => it.remove()));
  const asked: string[] = [];
  host.on("request", (request) => asked.push(request.url()));
  await host.evaluate(() => document.body.prepend(document.createElement("chatdesk-console")));
  await expect(host.getByRole("link", { name: /^Chats/ }).or(host.getByLabel("Password"))).toBeVisible();
  expect(asked.filter((url) => url.includes("console.wasm"))).toEqual([]);
});

function field(page: Page, name: string): Locator {
  return page.getByRole("textbox", { name, exact: true });
}

/** Comes back as somebody else of the desk. */
async function enter(page: Page, place: Place, role: "agent"): Promise<void> {
  const token = await place.server.token({ sub: "reader", role, name: "Reader" });
  await page.evaluate(
    ([token]) => {
      const key = "chatdesk console /console/";
      localStorage.setItem(key, JSON.stringify({ token, holder: '"reader"', drafts: [], unsent: [] }));
    },
    [token],
  );
  await page.reload();
}
