import { Between } from "./stage/between";
import { expect, test, type Person } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

const TABS = 12;

test("twelve tabs of one person have one stream, and each shows every message once", async ({
  place,
  newPerson,
}) => {
  test.slow();
  const between = await Between.start(place.server.url);
  const visitor = await newPerson();
  const desk = await (await newPerson()).console();
  const tabs = [await open(visitor, between.url)];
  const [first] = tabs;
  if (!first) throw new Error("there is a first tab");
  await first.thread.send("Is anybody there?");
  await first.thread.expectHistory(["Is anybody there?"]);
  while (tabs.length < TABS) tabs.push(await open(visitor, between.url));
  for (const tab of tabs) await expect(tab.connection).toHaveAttribute("data-connection", "live");
  await expect.poll(() => between.streams.size).toBe(1);

  const said = ["Is anybody there?"];
  const expectEverywhere = async () => {
    for (const tab of tabs) {
      await tab.thread.expectHistory(said);
      await tab.thread.expectPositions(said.length);
    }
  };
  await desk.openChat("Is anybody there?");
  await test.step("every tab hears of it", async () => {
    await desk.thread.send("Good morning.");
    said.push("Good morning.");
    await expectEverywhere();
    expect(between.most).toBe(1);
  });

  await test.step("the host's own page still loads in one more tab", async () => {
    const page = await visitor.context.newPage();
    await page.goto(between.url);
    await expect(page.getByRole("button", { name: "Support chat" })).toBeVisible();
    await page.close();
  });

  await test.step("the tab that streams is closed: another goes on", async () => {
    await first.page.close();
    tabs.shift();
    await desk.thread.send("What can we do for you?");
    said.push("What can we do for you?");
    await expectEverywhere();
    await expect.poll(() => between.streams.size).toBe(1);
  });

  await test.step("the tab that streams crashes: another goes on", async () => {
    const [leading] = tabs;
    await leading?.page.goto("chrome://crash").catch(() => undefined);
    tabs.shift();
    await desk.thread.send("Are you still there?");
    said.push("Are you still there?");
    await expectEverywhere();
    await expect.poll(() => between.streams.size).toBe(1);
  });

  await test.step("what one tab sends all the others show", async () => {
    await tabs[4]?.thread.send("Yes, here.");
    said.push("Yes, here.");
    await expectEverywhere();
  });
  await between.stop();
});

test("who logs out in one tab is out in all of them, and hears nothing more", async ({
  place,
  newPerson,
}) => {
  const between = await Between.start(place.server.url);
  const visitor = await newPerson();
  const desk = await (await newPerson()).console();
  const [leaving, other] = [await open(visitor, between.url), await open(visitor, between.url)];
  await leaving.thread.send("Before");
  await other.thread.expectHistory(["Before"]);

  await leaving.page.evaluate(() => window.chatdesk.logout());
  for (const tab of [leaving, other]) await expect(tab.thread.messages).toHaveCount(0);
  await desk.openChat("Before");
  await desk.thread.send("After");

  // Each may go on, as somebody new.
  await leaving.thread.send("Somebody new");
  await leaving.thread.expectHistory(["Somebody new"]);
  await expect(other.thread.messages.filter({ hasText: /Before|After/ })).toHaveCount(0);
  await between.stop();
});

test("a tab that is frozen is passed over", async ({ place, newPerson }) => {
  test.slow();
  const between = await Between.start(place.server.url);
  const visitor = await newPerson();
  const desk = await (await newPerson()).console();
  const [frozen, awake] = [await open(visitor, between.url), await open(visitor, between.url)];
  await frozen.thread.send("Before");
  await awake.thread.expectHistory(["Before"]);

  // Its script stands still; so does everything that it would pass on.
  const stuck = frozen.page.evaluate(() => {
    const end = Date.now() + 32_000;
    while (Date.now() < end);
  });
  await desk.openChat("Before");
  await desk.thread.send("Meanwhile");
  await expect(awake.thread.messages).toHaveCount(2, { timeout: 30_000 });
  await stuck;
  await frozen.thread.expectHistory(["Before", "Meanwhile"]);
  await expect.poll(() => between.streams.size).toBe(1);
  await between.stop();
});

async function open(person: Person, url: string): Promise<WidgetTab> {
  const page = await person.context.newPage();
  await page.goto(url);
  const tab = new WidgetTab(page);
  await tab.reopen();
  await expect(tab.thread.input).toBeEditable();
  return tab;
}
