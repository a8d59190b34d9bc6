import { type DeskTab } from "./stage/desk";
import { expect, expectStayed, mark, test, type Person, type Place } from "./stage/place";
import { WidgetTab } from "./stage/visitor";
import { connections, watchConnection } from "./stage/watch";
import { Wire } from "./stage/wire";

/** A heartbeat of 15 seconds and 5 of grace, and a request's own 30: nobody says that the line is dead. */
const NOTICED = { timeout: 40_000 };

const WAYS = [
  { what: "refuses", goAway: (wire: Wire) => wire.refuse() },
  { what: "swallows everything", goAway: (wire: Wire) => wire.silence() },
];

for (const { what, goAway } of WAYS) {
  test(`a network that ${what} costs no text, sends nothing twice and moves no page`, async ({
    place,
    newPerson,
  }) => {
    test.slow();
    const talk = await Talk.begin(place, await newPerson(), await newPerson());
    await goAway(talk.wire);
    await talk.widget.thread.send("Typed by the visitor while it was gone");
    await talk.desk.thread.send("Typed by the desk while it was gone");
    await talk.expectOffline();
    await talk.widget.thread.input.fill("Half a sentence of the visitor");
    await talk.desk.thread.input.fill("Half a sentence of the desk");
    await talk.wire.heal();
    await talk.expectHealed(["while it was gone", "while it was gone"]);
    await expect(talk.widget.thread.input).toHaveValue("Half a sentence of the visitor");
    await expect(talk.desk.thread.input).toHaveValue("Half a sentence of the desk");
    await talk.end();
  });
}

for (const side of ["widget", "desk"] as const) {
  test(`a network that cuts the answer to a message of the ${side} sends it once`, async ({
    place,
    newPerson,
  }) => {
    test.slow();
    const talk = await Talk.begin(place, await newPerson(), await newPerson());
    talk.wire.cutNextAnswer();
    await talk[side].thread.send("Stored, and nobody was told");
    await expect.poll(() => talk.wire.cuts).toBeGreaterThan(0);
    await talk.expectOffline();
    await talk.wire.heal();
    await talk.expectHealed(["Stored, and nobody was told"]);
    await talk.end();
  });
}

/** A visitor and an agent, both behind one wire, who talk and are live. */
class Talk {
  private constructor(
    readonly wire: Wire,
    readonly widget: WidgetTab,
    readonly desk: DeskTab,
  ) {}

  static async begin(place: Place, visitor: Person, agent: Person): Promise<Talk> {
    const wire = await Wire.start(place.server.url);
    const page = await visitor.context.newPage();
    await page.goto(wire.url);
    const widget = new WidgetTab(page);
    await widget.open();
    await widget.thread.send("Is anybody there?");
    await widget.thread.expectHistory(["Is anybody there?"]);
    const desk = await agent.console(wire.url);
    await desk.openChat("Is anybody there?");
    await desk.thread.expectHistory(["Is anybody there?"]);
    for (const tab of [widget, desk]) {
      await expect(tab.connection).toHaveAttribute("data-connection", "live", { timeout: 15_000 });
      await watchConnection(tab.connection);
    }
    await mark(widget, desk);
    return new Talk(wire, widget, desk);
  }

  async expectOffline(): Promise<void> {
    for (const tab of [this.widget, this.desk]) {
      await expect(tab.connection).toHaveAttribute("data-connection", "offline", NOTICED);
    }
  }

  /** Both sides are live again and show the same, each message once. */
  async expectHealed(since: string[]): Promise<void> {
    for (const tab of [this.widget, this.desk]) {
      await expect(tab.connection).toHaveAttribute("data-connection", "live", NOTICED);
    }
    const said = ["Is anybody there?", ...since];
    await expect(this.widget.thread.messages).toHaveCount(said.length, NOTICED);
    await expect(this.desk.thread.messages).toHaveCount(said.length, NOTICED);
    for (const tab of [this.widget, this.desk]) {
      await tab.thread.expectHistory(said);
      await tab.thread.expectPositions(said.length);
      const seen = (await connections(tab.page)).filter((name) => name !== "polling");
      const changes = seen.filter((name, at) => name !== seen[at - 1]);
      expect(changes).toEqual(["live", "offline", "live"]);
    }
  }

  async end(): Promise<void> {
    await expectStayed(this.widget, this.desk);
    await this.wire.stop();
  }
}
