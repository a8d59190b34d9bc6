import { Host } from "./stage/host";
import { page, tag } from "./stage/pages";
import { expect, mark, expectStayed, test } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

/** A policy that lets scripts in, and no WebAssembly. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";

test("where WebAssembly is refused a plain form sends, and shows answers", async ({
  place,
  newPerson,
}) => {
  const host = await Host.start(place.server, { "/": { html: page({ head: tag() }), policy: POLICY } });
  const visitor = await newPerson();
  const tab = new WidgetTab(await visitor.context.newPage());
  await tab.page.goto(host.url);
  await tab.open();
  await expect(tab.page.getByRole("dialog", { name: "Support" })).toBeVisible();
  await expect(tab.thread.input).toBeFocused();
  await expect(tab.connection).toHaveAttribute("data-connection", "polling");
  await mark(tab);
  await tab.thread.send("Without a module");
  await tab.thread.expectHistory(["Without a module"]);

  const desk = await (await newPerson()).console();
  await desk.openChat("Without a module");
  await desk.thread.send("Works all the same");
  await tab.thread.expectHistory(["Without a module", "Works all the same"]);
  await tab.thread.expectPositions(2);
  await tab.page.keyboard.press("Escape");
  await expect(tab.window).toBeHidden();
  await expect(tab.button).toBeFocused();
  await expectStayed(tab);

  await desk.thread.send("One more");
  await tab.page.reload();
  await tab.expectUnread(1);
  await tab.reopen();
  await tab.thread.expectHistory(["Without a module", "Works all the same", "One more"]);
  await tab.expectUnread(0);
  expect(host.reports.length, "the policy refused the module").toBeGreaterThan(0);
  await host.stop();
});

test("the plain form keeps a draft, and sends once what it could not send", async ({
  place,
  newPerson,
}) => {
  const host = await Host.start(place.server, { "/": { html: page({ head: tag() }), policy: POLICY } });
  const visitor = await newPerson();
  const tab = new WidgetTab(await visitor.context.newPage());
  await tab.page.goto(host.url);
  await tab.open();
  await tab.thread.send("First");
  await tab.thread.expectHistory(["First"]);

  await tab.thread.input.fill("Half a sent");
  await tab.page.reload();
  await tab.reopen();
  await expect(tab.thread.input).toHaveValue("Half a sent");

  // The request arrives, its answer does not.
  await tab.page.route("**/messages", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await tab.thread.send("Sent twice, stored once");
  await expect(tab.thread.messages.last()).toHaveAttribute("data-state", "sending");
  await expect(tab.connection).toHaveAttribute("data-connection", "offline");
  await expect(tab.connection).toHaveAttribute("data-connection", "polling", { timeout: 10_000 });
  await tab.thread.expectHistory(["First", "Sent twice, stored once"]);
  await tab.thread.expectPositions(2);
  await host.stop();
});

test("the plain form knows one person from another, and obeys the switch", async ({
  place,
  newPerson,
}) => {
  const html = page({ head: tag('data-token-url="/chat-token"') });
  const host = await Host.start(place.server, { "/": { html, policy: POLICY } });
  const visitor = await newPerson();
  await visitor.context.addCookies([{ name: "login", value: "ada", url: host.url }]);
  const tab = new WidgetTab(await visitor.context.newPage());
  await tab.page.goto(host.url);
  await tab.open();
  await tab.thread.send("This is Ada");
  await tab.thread.expectHistory(["This is Ada"]);
  await tab.thread.input.fill("Ada's draft");

  await visitor.context.addCookies([{ name: "login", value: "bob", url: host.url }]);
  await tab.page.reload();
  await tab.reopen();
  await expect(tab.thread.input).toHaveValue("");
  await expect(tab.thread.messages).toHaveCount(0);
  const kept = () => tab.page.evaluate(() => JSON.stringify({ ...localStorage }));
  await expect.poll(kept).not.toContain("Ada");
  await tab.thread.send("This is Bob");
  await tab.thread.expectHistory(["This is Bob"]);

  const admin = await place.server.token({ sub: "root", role: "admin" });
  const switched = await fetch(`${place.url}api/admin/user/bob/chat-toggle`, {
    method: "PUT",
    headers: { authorization: `Bearer ${admin}`, "content-type": "application/json" },
    body: JSON.stringify({ chat_enabled: false }),
  });
  expect(switched.status).toBe(200);
  await expect(tab.thread.input).toBeHidden({ timeout: 10_000 });
  await expect(tab.window).toContainText("Chat is switched off");
  await tab.thread.expectHistory(["This is Bob"]);

  await tab.page.evaluate(() => window.chatdesk.logout());
  await expect(tab.thread.messages).toHaveCount(0);
  expect(await kept()).not.toContain("Bob");
  await host.stop();
});
