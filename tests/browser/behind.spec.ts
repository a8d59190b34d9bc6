import { Between } from "./stage/between";
import { type DeskTab } from "./stage/desk";
import { Host } from "./stage/host";
import { expect, test, type Person, type Place } from "./stage/place";
import { WidgetTab } from "./stage/visitor";
import { connections, watchConnection } from "./stage/watch";

/** A retry, or what is asked every few seconds. */
const SOON = { timeout: 15_000 };

test("behind a proxy that drops Authorization the window says so, asks seldom and keeps who it was", async ({
  place,
  newPerson,
}) => {
  test.slow();
  const between = await Between.start(place.server.url);
  const [tab, desk] = await begin(place, between, await newPerson(), await newPerson());
  const token = await tab.token();

  between.treatment = { dropsAuthorization: true };
  between.cut();
  const status = tab.window.getByRole("status").filter({ hasText: "could not recognise you" });
  await expect(status).toHaveAttribute("data-connection", "offline", SOON);
  await tab.thread.send("Do you know me?");
  await desk.thread.send("Are you there?");
  const asked = between.asked;
  await expect.poll(() => between.asked, SOON).toBeGreaterThan(asked);
  expect(between.asked - asked, "requests within seconds").toBeLessThan(10);
  await tab.page.reload();
  await tab.reopen();
  await expect(status).toHaveAttribute("data-connection", "offline", SOON);

  between.treatment = {};
  await tab.thread.expectHistory(["Is anybody there?", "Are you there?", "Do you know me?"]);
  expect(await tab.token(), "the visitor is the same one").toBe(token);
  await expect(tab.connection).toHaveAttribute("data-connection", "live", SOON);
  await between.stop();
});

test("behind a proxy that drops Authorization a signed-in user is told so, and the host is asked once", async ({
  place,
  newPerson,
}) => {
  const between = await Between.start(place.server.url);
  between.treatment = { dropsAuthorization: true };
  const host = await Host.start({ url: between.url, token: (bearer) => place.server.token(bearer) });
  const { context } = await newPerson();
  await context.addCookies([{ name: "login", value: "ada", url: host.url }]);
  let n_tokens = 0;
  context.on("request", (request) => (n_tokens += Number(request.url().endsWith("/chat-token"))));
  const page = await context.newPage();
  await page.goto(host.url);
  const tab = new WidgetTab(page);
  await page.evaluate(() => window.chatdesk.open());

  await expect(tab.connection).toHaveText(/could not recognise you/, SOON);
  const asked = between.asked;
  await expect.poll(() => between.asked, SOON).toBeGreaterThan(asked + 2);
  expect(n_tokens).toBeLessThanOrEqual(2);

  between.treatment = {};
  await expect(tab.connection).toHaveAttribute("data-connection", "live", SOON);
  await host.stop();
  await between.stop();
});

test("behind a proxy that sends each POST twice every text of either side is there once", async ({
  place,
  newPerson,
}) => {
  const between = await Between.start(place.server.url);
  const [tab, desk] = await begin(place, between, await newPerson(), await newPerson(), between.url);
  between.treatment = { repeatsPosts: true };

  await tab.thread.send("Once?");
  await expect(desk.thread.messages).toHaveCount(2);
  await desk.thread.send("Once.");

  for (const { thread } of [tab, desk]) {
    await thread.expectHistory(["Is anybody there?", "Once?", "Once."]);
    await thread.expectPositions(3);
  }
  expect(between.repeats).toBeGreaterThan(2);
  await place.onlySession();
  await between.stop();
});

test("a proxy that cuts what is silent for 20 seconds never gets to", async ({ place, newPerson }) => {
  test.slow();
  const between = await Between.start(place.server.url);
  between.treatment = { longestSilence: 20_000 };
  const [tab, desk] = await begin(place, between, await newPerson(), await newPerson());
  await expect(tab.connection).toHaveAttribute("data-connection", "live", SOON);
  await watchConnection(tab.connection);

  // Two heartbeats: without the first the proxy would have cut before the second.
  await expect.poll(() => between.oldest(), { timeout: 40_000 }).toBeGreaterThan(31_000);
  await desk.thread.send("Still there?");

  await tab.thread.expectHistory(["Is anybody there?", "Still there?"]);
  expect(await connections(tab.page)).toEqual(["live"]);
  expect(between.cuts).toBe(0);
  await between.stop();
});

test("behind a proxy that cuts what is silent for 6 seconds nothing is lost and nothing comes twice", async ({
  place,
  newPerson,
}) => {
  test.slow();
  const between = await Between.start(place.server.url);
  between.treatment = { longestSilence: 6_000 };
  const [tab, desk] = await begin(place, between, await newPerson(), await newPerson());
  const said = ["Is anybody there?"];

  for (let n = 1; n <= 3; n++) {
    const { cuts } = between;
    await expect.poll(() => between.cuts, SOON).toBeGreaterThan(cuts);
    await desk.thread.send(`News ${n}`);
    said.push(`News ${n}`);
    await expect(tab.thread.messages).toHaveCount(said.length, SOON);
  }

  await tab.thread.expectHistory(said);
  await tab.thread.expectPositions(said.length);
  await between.stop();
});

test("a token that ends in the middle of a stream is replaced, and nothing is missed", async ({
  place,
  newPerson,
}) => {
  const host = await Host.start({
    url: place.server.url,
    token: (bearer) => place.server.token({ ...bearer, ttl: "3s" }),
  });
  const { context } = await newPerson();
  await context.addCookies([{ name: "login", value: "ada", url: host.url }]);
  const page = await context.newPage();
  await page.goto(host.url);
  const tab = new WidgetTab(page);
  await tab.open();
  await tab.thread.send("one");
  const desk = await (await newPerson()).console();
  await desk.openChat("one");
  let n_tokens = 0;
  page.on("request", (request) => (n_tokens += Number(request.url().endsWith("/chat-token"))));

  const said = ["one"];
  for (let n = 1; n <= 3; n++) {
    await expect.poll(() => n_tokens, SOON).toBeGreaterThanOrEqual(n);
    await desk.thread.send(`after token ${n}`);
    said.push(`after token ${n}`);
    await expect(tab.thread.messages).toHaveCount(said.length, SOON);
  }

  await tab.thread.expectHistory(said);
  await tab.thread.send("and back");
  await tab.thread.expectHistory([...said, "and back"]);
  await host.stop();
});

/** A visitor behind the proxy who has written, and the desk, without one unless it is named. */
async function begin(
  place: Place,
  between: Between,
  visitor: Person,
  admin: Person,
  at = place.url,
): Promise<[WidgetTab, DeskTab]> {
  const desk = await admin.console(at);
  const page = await visitor.context.newPage();
  await page.goto(between.url);
  const tab = new WidgetTab(page);
  await tab.open();
  await tab.thread.send("Is anybody there?");
  await tab.thread.expectHistory(["Is anybody there?"]);
  await desk.openChat("Is anybody there?");
  return [tab, desk];
}
