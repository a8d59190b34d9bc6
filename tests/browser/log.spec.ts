import { type Locator } from "@playwright/test";
import { Caller } from "./stage/caller";
import { expect, test, type Place } from "./stage/place";
import type { WidgetTab } from "./stage/visitor";

/** What somebody writes, and what of it is a link to what. */
const LINKS: [string, ...[string, string][]][] = [
  ["See https://a.example/x.", ["https://a.example/x", "https://a.example/x"]],
  ["(https://a.example/x_(y))", ["https://a.example/x_(y)", "https://a.example/x_(y)"]],
  ["„https://a.example/”, they said", ["https://a.example/", "https://a.example/"]],
  ["<https://a.example/?a=1&b=[2]>!", ["https://a.example/?a=1&b=[2]", "https://a.example/?a=1&b=[2]"]],
  [
    "www.a.example or me@a.example?",
    ["www.a.example", "https://www.a.example/"],
    ["me@a.example", "mailto:me@a.example"],
  ],
  ["mailto:me@a.example?subject=x", ["mailto:me@a.example?subject=x", "mailto:me@a.example?subject=x"]],
  ["HTTP://A.EXAMPLE/Path", ["HTTP://A.EXAMPLE/Path", "http://a.example/Path"]],
  // Whoever imitates an address is shown as they are.
  ["https://pаypal.example/", ["https://pаypal.example/", "https://xn--pypal-4ve.example/"]],
  ["https://bank.example@evil.example/", ["https://bank.example@evil.example/", "https://bank.example@evil.example/"]],
  ["https://a.example/\u202egpj.exe", ["https://a.example/", "https://a.example/"]],
  ["javascript:alert(1)"],
  ["javascript:https://a.example/"],
  ["data:text/html,x ftp://a.example http:/a.example https:// http://nowhere"],
];

const EMOJI: [string, boolean][] = [
  ["👍", true],
  ["👍🏽 ❤️ 🎉", true],
  ["👨‍👩‍👧‍👦🇩🇪1️⃣", true],
  ["😀😀😀😀", false],
  ["ok 👍", false],
  ["123", false],
  ["©", false],
];

test("links are what they say, and nothing else is one", async ({ place, newPerson }) => {
  const tab = await (await newPerson()).demo();
  const desk = await talk(place, tab);
  for (const [text] of LINKS) await desk.say(text);
  await expect(tab.thread.messages).toHaveCount(LINKS.length + 1);

  for (const [at, [text, ...links]] of LINKS.entries()) {
    const message = tab.thread.messages.nth(at + 1);
    await expect(message.locator(".bubble"), text).toHaveText(text);
    const found = await message.getByRole("link").evaluateAll((links) =>
      links.map((link) => [link.textContent, link.getAttribute("href")]),
    );
    expect(found, text).toEqual(links);
  }
  for (const link of await tab.thread.log.getByRole("link").all()) {
    await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
    await expect(link).toHaveAttribute("target", "_blank");
  }
});

test("a few emoji alone are drawn large", async ({ place, newPerson }) => {
  const tab = await (await newPerson()).demo();
  const desk = await talk(place, tab);
  for (const [text] of EMOJI) await desk.say(text);
  await expect(tab.thread.messages).toHaveCount(EMOJI.length + 1);

  const plain = await fontSize(tab.thread.messages.first());
  for (const [at, [text, isLarge]] of EMOJI.entries()) {
    const size = await fontSize(tab.thread.messages.nth(at + 1));
    expect(size > plain, text).toBe(isLarge);
  }
});

test("older messages come without moving what is read, and only news are read out", async ({
  place,
  newPerson,
}) => {
  const tab = await (await newPerson()).demo();
  const desk = await talk(place, tab);
  for (let n = 2; n <= 110; n++) await desk.say(`Message ${n}${" with some words".repeat(n % 9)}`);
  await tab.page.reload();
  await tab.reopen();
  await expect(tab.thread.messages.last()).toHaveAttribute("data-seq", "110");
  await expect(tab.thread.log, "history is not read out").toHaveAttribute("aria-live", "off");

  const first = tab.thread.messages.first();
  const wasFirst = await first.getAttribute("data-seq");
  const held = tab.thread.log.locator(`[data-seq="${Number(wasFirst) + 2}"]`);
  // The scroller asks for older messages at once; the row is measured when it is drawn in its new place.
  const before = await held.evaluate((row) => {
    const scroller = row.closest(".scroller");
    if (!scroller) throw new Error("a log stands in what scrolls");
    scroller.scrollTop = 60;
    return row.getBoundingClientRect().top;
  });
  await expect(first).not.toHaveAttribute("data-seq", wasFirst ?? "");
  const after = await held.evaluate((row) => row.getBoundingClientRect().top);
  expect(Math.abs(after - before), `${before} → ${after}`).toBeLessThan(2);
  await expect(tab.thread.log).toHaveAttribute("aria-live", "off");

  await desk.say("News");
  await expect(tab.thread.messages.last()).toContainText("News");
  await expect(tab.thread.log).toHaveAttribute("aria-live", "polite");
  const kept = await held.evaluate((row) => row.getBoundingClientRect().top);
  expect(Math.abs(kept - before), "who reads above is not taken to the end").toBeLessThan(2);
  await expect(tab.window.getByRole("button", { name: "New messages" })).toBeVisible();
});

test("times are told by their distance, and whole to whoever points at them", async ({
  place,
  newPerson,
}) => {
  const tab = await (await newPerson()).demo();
  const { page } = tab;
  await page.clock.install();
  await page.reload();
  await talk(place, tab);

  const time = tab.thread.messages.first().locator("time");
  await expect(time).toHaveText("Just now");
  await page.clock.fastForward("03:00");
  await expect(time).toHaveText(/^\d min ago$/);
  await time.hover();
  await expect(time).toHaveAttribute("title", /\d{4}.*\d\d:\d\d/);
  await expect(time).toHaveAttribute("datetime", /^\d{4}-\d\d-\d\dT/);
});

/** The visitor writes first; then an agent says whatever is asked. */
async function talk(place: Place, tab: WidgetTab) {
  await tab.open();
  await tab.thread.send("Is anybody there?");
  await expect(tab.thread.messages.first()).toHaveAttribute("data-state", "sent");
  const token = await place.server.token({ sub: "maria", role: "admin", name: "Maria" });
  const desk = new Caller(place.api, token);
  const { sessions } = await desk.get<{ sessions: { id: string }[] }>("admin/chat/sessions");
  const path = `chat/session/${sessions[0]?.id ?? ""}/messages`;
  return { say: (content: string) => desk.post(path, { content, client_id: crypto.randomUUID() }) };
}

function fontSize(message: Locator): Promise<number> {
  return message.locator(".bubble").evaluate((text) => parseFloat(getComputedStyle(text).fontSize));
}
