import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Host } from "./stage/host";
import { page, tag } from "./stage/pages";
import { expect, test } from "./stage/place";
import { DeskTab } from "./stage/desk";
import { WidgetTab } from "./stage/visitor";

/** What Vite made of `tests/vite` and the packed package. */
const BUILT = resolve(__dirname, "../vite/dist");
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";

test.beforeAll(() => {
  const missing = "tests/vite was not built; `cargo xtask package` packs the widget and builds it";
  expect(existsSync(BUILT), missing).toBe(true);
});

test("a bundled host has a conversation, under a strict policy", async ({ place, newPerson }) => {
  const host = await Host.start(place.server, {}, { folder: BUILT, policy: POLICY });
  const tab = new WidgetTab(await (await newPerson()).context.newPage());
  const said: string[] = [];
  tab.page.on("console", (message) => said.push(message.text()));
  await tab.page.goto(host.url);
  await tab.open();
  await expect(tab.page.getByRole("dialog", { name: "Bundled" })).toBeVisible();
  await expect(tab.thread.input).toHaveValue("From the bundle");
  await tab.thread.sendButton.click();
  const desk = await (await newPerson()).console();
  await desk.openChat("From the bundle");
  await desk.thread.send("To the bundle");
  await tab.thread.expectHistory(["From the bundle", "To the bundle"]);
  await tab.close();
  await tab.open();
  const heard = tab.page.locator("main li");
  await expect(heard.filter({ hasText: "2 To the bundle" })).toHaveCount(1);
  await expect(heard.filter({ hasText: "opened once" })).toHaveCount(1);
  await expect(tab.page.locator("chatdesk-widget [data-theme]")).toHaveAttribute("data-theme", "dark");
  expect((await tab.button.boundingBox())?.x, "in the left corner").toBeLessThan(100);
  expect(said).toEqual([]);
  expect(host.reports).toEqual([]);
  await host.stop();
});

test("what a bundled window loads later is there, under a strict policy", async ({ place, newPerson }) => {
  const host = await Host.start(place.server, {}, { folder: BUILT, policy: POLICY });
  const tab = new WidgetTab(await (await newPerson()).context.newPage());
  const said: string[] = [];
  tab.page.on("console", (message) => said.push(message.text()));
  await tab.page.goto(host.url);
  await tab.open();
  await tab.thread.send("From the bundle");

  const card = tab.window.getByRole("region", { name: "How to reach you" });
  await card.getByLabel("E-mail").fill("ada@example.org");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card).toBeHidden();

  await tab.window.getByRole("button", { name: "Emoji" }).click();
  await tab.window.getByRole("button", { name: "👍", exact: true }).click();
  await expect(tab.thread.input).toHaveValue("👍");

  const chats = await tab.openChats();
  await expect(chats.getByRole("button", { name: "From the bundle" })).toBeVisible();
  await chats.getByRole("button", { name: "New conversation" }).click();
  await expect(tab.thread.messages).toHaveCount(0);
  expect(said).toEqual([]);
  expect(host.reports).toEqual([]);
  await host.stop();
});

test("a bundled host has the console, under a strict policy and in the page's language", async ({
  place,
  newPerson,
}) => {
  const policy = `${POLICY}; style-src 'self'`;
  const host = await Host.start(place.server, {}, { folder: BUILT, policy });
  const visitor = new WidgetTab(await (await newPerson()).context.newPage());
  await visitor.page.goto(host.url);
  await visitor.open();
  await visitor.thread.send("For the bundled desk");
  const agent = await (await newPerson({ locale: "de-DE" })).context.newPage();
  const token = await place.server.token({ sub: "bo", role: "admin", name: "Bo" });
  await agent.route("**/staff-token", (route) => route.fulfill({ json: { token } }));
  await agent.goto(`${host.url}#staff`);
  const desk = new DeskTab(agent);
  await desk.openChat("For the bundled desk");
  await desk.thread.send("From the bundled desk");
  await visitor.thread.expectHistory(["For the bundled desk", "From the bundled desk"]);
  await expect(agent.locator("chatdesk-console .console")).toHaveAttribute("data-scheme", "light");
  expect(host.reports).toEqual([]);
  await host.stop();
});

/** The ways to have the widget on a page, and what each of them loads by itself. */
const ELEMENT = page({ head: tag(), body: "<chatdesk-widget></chatdesk-widget>" });

for (const form of ["bundled", "element"] as const) {
  test(`before the click the ${form} form keeps nothing, and asks once`, async ({
    place,
    newPerson,
  }) => {
    const pages: Record<string, { html: string }> = form === "element" ? { "/": { html: ELEMENT } } : {};
    const host = await Host.start(place.server, pages, { folder: BUILT });
    const visitor = await newPerson();
    const asked: string[] = [];
    visitor.context.on("request", (request) => asked.push(new URL(request.url()).pathname));
    const said: string[] = [];
    const tab = new WidgetTab(await visitor.context.newPage());
    tab.page.on("console", (message) => said.push(message.text()));
    await tab.page.addInitScript(() => {
      window.heard = [];
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) window.heard.push(shift.name);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await tab.page.goto(host.url);
    await expect(tab.button).toBeVisible();
    await tab.page.waitForLoadState("networkidle");

    // The host's own: its page, its script, and what Vite loads other scripts with.
    const own = asked.filter((path) => !/^\/(favicon\.ico|assets\/(index|preload-helper)-.*)?$/.test(path));
    const script = form === "element" ? ["/support/widget.js"] : [];
    expect(own).toEqual([...script, "/support/api/chat/status"]);
    expect(await visitor.context.cookies()).toEqual([]);
    const kept = () => [localStorage.length, sessionStorage.length, document.cookie.length];
    expect(await tab.page.evaluate(kept)).toEqual([0, 0, 0]);
    expect(await tab.page.evaluate(() => window.heard), "nothing moves").toEqual([]);
    expect(said).toEqual([]);
    expect(await place.userCount()).toBe(0);
    await host.stop();
  });
}
