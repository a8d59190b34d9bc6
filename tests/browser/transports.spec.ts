import { Between, type Treatment } from "./stage/between";
import { type DeskTab } from "./stage/desk";
import { expect, test, type Person, type Place } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

/** News come by a poll where they come by nothing else; a little more, for the machine. */
const SOON = { timeout: 7_000 };

const WAYS: { what: string; treatment: Treatment; transport: string }[] = [
  { what: "that holds streams back", treatment: { buffers: true }, transport: "websocket" },
  {
    what: "that holds streams back and refuses upgrades",
    treatment: { buffers: true, refusesUpgrades: true },
    transport: "long_poll",
  },
  {
    what: "that lets only short requests through",
    treatment: { buffers: true, refusesUpgrades: true, longestAnswer: 1_500 },
    transport: "",
  },
];

for (const { what, treatment, transport } of WAYS) {
  test(`behind a proxy ${what} news come within seconds, and none twice`, async ({
    place,
    newPerson,
  }) => {
    test.slow();
    const between = await Between.start(place.server.url);
    between.treatment = treatment;
    const [tab, desk] = await begin(place, between, await newPerson(), await newPerson());
    const said = ["Is anybody there?"];

    // On the way down, and once it has been gone.
    for (let n = 1; n <= 6; n++) {
      await desk.thread.send(`News ${n}`);
      said.push(`News ${n}`);
      await expect(tab.thread.messages).toHaveCount(said.length, SOON);
      await tab.thread.expectHistory(said);
      await tab.thread.expectPositions(said.length);
    }
    const connection = transport ? "live" : "polling";
    await expect(tab.connection).toHaveAttribute("data-connection", connection, { timeout: 15_000 });
    await desk.thread.send("And now");
    await expect(tab.thread.messages).toHaveCount(said.length + 1, SOON);
    await between.stop();
  });

  test(`the console says what carries its news behind a proxy ${what}`, async ({
    place,
    newPerson,
  }) => {
    test.slow();
    const between = await Between.start(place.server.url);
    between.treatment = treatment;
    const page = await (await newPerson()).context.newPage();
    await page.goto(`${between.url}console/${place.server.consoleCode}`);
    const status = page.locator('[role="status"][data-connection]');
    // At its beginning it polls everywhere; here it has gone all the way down.
    if (!transport) await expect.poll(() => between.polls, { timeout: 20_000 }).toBeGreaterThan(2);

    await expect(status).toHaveAttribute("data-transport", transport || "poll", { timeout: 25_000 });
    await between.stop();
  });
}

test("a line that died in one direction is noticed and healed", async ({ place, newPerson }) => {
  test.slow();
  const between = await Between.start(place.server.url);
  const [tab, desk] = await begin(place, between, await newPerson(), await newPerson());
  await expect(tab.connection).toHaveAttribute("data-connection", "live");

  between.dropAnswers();
  await desk.thread.send("Can you hear me?");

  // A heartbeat of 15 seconds and 5 of grace; then the next one is opened.
  await expect(tab.thread.messages).toHaveCount(2, { timeout: 23_000 });
  await expect(tab.connection).toHaveAttribute("data-connection", "live");
  await between.stop();
});

/** A visitor behind the proxy who has written, and the desk that reads it without one. */
async function begin(
  place: Place,
  between: Between,
  visitor: Person,
  admin: Person,
): Promise<[WidgetTab, DeskTab]> {
  const desk = await admin.console();
  const page = await visitor.context.newPage();
  await page.goto(between.url);
  const tab = new WidgetTab(page);
  await tab.open();
  await tab.thread.send("Is anybody there?");
  await tab.thread.expectHistory(["Is anybody there?"]);
  await desk.openChat("Is anybody there?");
  expect(place.url).not.toBe(between.url);
  return [tab, desk];
}
