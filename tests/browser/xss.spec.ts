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

test("as canned reply, subject and page a text is shown as text", async ({ place, newPerson }) => {
  test.slow();
  const [visitor, agent] = [await newPerson(), await newPerson()];
  const guard = await Guard.over(agent.context, place.url);
  const admin = new Caller(place.api, await place.server.token(ADA));
  for (const [at, text] of ATTACKS.entries()) {
    await admin.post("admin/canned-replies", { shortcut: `x${at}`, title: NAMES[at] ?? "", text });
  }
  const tab = await visitor.demo();
  await tab.open();
  await tab.thread.send("Nothing but text");
  await tab.thread.expectHistory(["Nothing but text"]);
  const customer = new Caller(place.api, await tab.token());
  const { id } = await place.onlySession();
  const desk = await agent.console();
  await desk.openChat("Nothing but text");

  await test.step("the page that the visitor is on, and what the chat is about", async () => {
    const details = desk.page.getByRole("button", { name: "Customer details", exact: true });
    if ((await details.getAttribute("aria-expanded")) === "false") await details.click();
    for (const text of NAMES) {
      await customer.put("chat/page", { url: `${place.url}shop`, title: text });
      await place.change("PATCH", `admin/chat/session/${id}`, ADA, { subject: text });
      await expect(desk.page.getByText(text).first()).toBeVisible();
      await expect(desk.page.getByRole("textbox", { name: "Subject" })).toHaveValue(text);
    }
  });

  await test.step("the list of canned replies", async () => {
    await desk.thread.input.fill("/");
    const options = desk.page.getByRole("option");
    await expect(options.first()).toBeVisible();
    const shown = (await options.allTextContents()).join("\n");
    const found = NAMES.filter((name) => shown.includes(name));
    expect(found.length).toBeGreaterThanOrEqual(Math.min(await options.count(), NAMES.length));
    await desk.page.evaluate(() => (location.hash = "settings"));
    const main = desk.page.locator("chatdesk-console");
    await expect.poll(async () => (await main.evaluate(deepText)).includes(NAMES.at(-1) ?? "")).toBe(true);
    const settings = await main.evaluate(deepText);
    for (const name of NAMES) expect(settings).toContain(name);
  });
  await guard.expectOnlyText();
});

test("as the window's title, greeting and the rest of the settings a text is shown as text", async ({
  place,
  newPerson,
}) => {
  test.slow();
  const admin = new Caller(place.api, await place.server.token(ADA));
  const visitor = await newPerson();
  const guard = await Guard.over(visitor.context, place.url);
  const tab = await visitor.demo();
  for (const text of NAMES) {
    const title = [...text].slice(0, TITLE_CHARS).join("").trim();
    const settings = { title, greeting: text, expectation: text, away: text, ask_contact: true };
    // Always closed, so that what is said then is said.
    await admin.put("admin/settings", { ...settings, color: null, hours: { time_zone: "UTC", days: [] } });
    await tab.page.evaluate(() => window.chatdesk.open());
    const said = () =>
      tab.window.evaluate((window) =>
        ["h2", ".welcome p", ".about", ".away"].map((part) => window.querySelector(part)?.textContent),
      );
    await expect.poll(said).toEqual([title, text, text, expect.stringContaining(text)]);
    await tab.page.evaluate(() => window.chatdesk.close());
  }
  await guard.expectOnlyText();
});

const ADA = { sub: "ada", role: "admin" as const, name: "Ada" };

/** As long as the window's title may be. */
const TITLE_CHARS = 60;

/** What stands in an element and in the roots below it. */
function deepText(element: Element): string {
  const fields = [...element.querySelectorAll("input,textarea")] as HTMLInputElement[];
  const roots = [...element.querySelectorAll("*"), element].flatMap((it) => it.shadowRoot ?? []);
  const inside = roots.flatMap((root) => [
    root.textContent ?? "",
    ...[...root.querySelectorAll<HTMLInputElement>("input,textarea")].map((field) => field.value),
  ]);
  return [element.textContent ?? "", ...fields.map((field) => field.value), ...inside].join("\n");
}

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
