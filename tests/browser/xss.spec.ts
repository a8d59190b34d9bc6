import { type Locator } from "@playwright/test";
import { ATTACKS } from "./stage/attacks";
import { Caller } from "./stage/caller";
import { Guard } from "./stage/guard";
import { expect, test, type Place } from "./stage/place";

/** Names have no control characters; the interface refuses them. */
const NAMES = ATTACKS.map((text) => text.replaceAll("\t", " "));

/** Every so many texts another agent writes. */
const AUTHORS = 5;

test("a hundred texts that run where a page takes them for more than text", async ({
  place,
  newPerson,
}) => {
  expect(new Set(ATTACKS).size).toBe(100);
  const visitor = await newPerson();
  const guard = await Guard.over(visitor.context, place.url);
  const { page } = await visitor.demo();
  await guard.expectOnlyText();
  await page.evaluate((texts) => {
    for (const text of texts) document.body.appendChild(document.createElement("p")).innerHTML = text;
  }, ATTACKS);
  await expect(guard.expectOnlyText()).rejects.toThrow();
});

test("as name, subject and preview a text is shown as text", async ({ place, newPerson }) => {
  const admin = await newPerson();
  const guard = await Guard.over(admin.context, place.url);
  for (const [at, name] of NAMES.entries()) {
    const visitor = await Caller.visitor(place.api, { name });
    await visitor.post("chat/sessions", { subject: ATTACKS[at], message: ATTACKS[at] });
  }
  const desk = await admin.console();
  const shown = await collect(desk.rows, ATTACKS.length);
  for (const [at, name] of NAMES.entries()) {
    expect(shown.filter((row) => row.includes(name)), name).not.toEqual([]);
    const preview = one(ATTACKS[at] ?? "");
    expect(shown.filter((row) => row.includes(preview)), preview).not.toEqual([]);
  }
  await desk.users.click();
  await expect(desk.page.getByRole("switch").first()).toBeVisible();
  await guard.expectOnlyText();
});

test("as message of both sides, author and note a text is shown as text", async ({
  place,
  newPerson,
}) => {
  test.slow();
  const [visitor, admin] = [await newPerson(), await newPerson()];
  const guards = [
    await Guard.over(visitor.context, place.url),
    await Guard.over(admin.context, place.url),
  ];
  const tab = await visitor.demo();
  await tab.open();
  await tab.thread.send(ATTACKS[0] ?? "");
  await expect(tab.thread.messages).toHaveAttribute("data-state", "sent");
  const customer = new Caller(place.api, await tab.token());
  // What follows is read from the store: two browsers that show each of it would take their time.
  await tab.page.goto("about:blank");
  await saidByEverybody(place, customer);

  await tab.page.goto(place.url);
  await tab.reopen();
  const desk = await admin.console();
  await desk.openChat(/./);
  for (const thread of [tab.thread, desk.thread]) {
    const texts = await collect(thread.messages, 2 * ATTACKS.length);
    for (const content of ATTACKS) {
      expect(texts.filter((text) => text.includes(content)).length, content).toBeGreaterThan(1);
    }
  }
  for (const guard of guards) await guard.expectOnlyText();
});

/** Each text as a message of the customer, as a note and as a message of agents who are called like that. */
async function saidByEverybody(place: Place, customer: Caller): Promise<void> {
  const { id } = await place.onlySession();
  const agents = await Promise.all(
    NAMES.filter((_, at) => at % AUTHORS === 0).map(async (name, at) => {
      const bearer = { sub: `agent-${at}`, role: "admin", name } as const;
      return new Caller(place.api, await place.server.token(bearer));
    }),
  );
  for (const [at, content] of ATTACKS.entries()) {
    const agent = agents[Math.floor(at / AUTHORS)];
    await Promise.all([
      at > 0 && customer.post(`chat/session/${id}/messages`, { content }),
      agent?.post(`admin/chat/session/${id}/notes`, { content }),
      agent?.post(`chat/session/${id}/messages`, { content }),
    ]);
  }
}

/** A preview is one line. */
function one(text: string): string {
  return text.replace(/[ \t]+/g, " ");
}

/** What stands in a list that loads more, or lets go of what is far, as somebody scrolls to its ends. */
async function collect(items: Locator, count: number): Promise<string[]> {
  const found = new Map<string, string>();
  const look = async () => {
    const texts = await items.evaluateAll((shown) =>
      shown.map((it) => [it.getAttribute("data-seq") ?? it.getAttribute("data-session") ?? "", it.textContent ?? ""]),
    );
    for (const [key = "", text = ""] of texts) found.set(key, text);
    return found.size;
  };
  for (const end of ["first", "last"] as const) {
    let before = -1;
    while (before !== (before = await look())) {
      if (found.size >= count) break;
      await items[end]().scrollIntoViewIfNeeded();
      const more = items.page().getByRole("button", { name: "Load more" });
      if (await more.isVisible()) await more.click();
      await expect.poll(look, { timeout: 1_000 }).toBeGreaterThan(before).catch(() => undefined);
    }
  }
  expect(found.size).toBeGreaterThanOrEqual(count);
  return [...found.values()];
}
