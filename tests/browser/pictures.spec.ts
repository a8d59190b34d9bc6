import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { devices, type BrowserContextOptions, type Page } from "@playwright/test";
import { Caller } from "./stage/caller";
import { expect, test as base, Place, type Person } from "./stage/place";
import { Server } from "./stage/server";
import { WidgetTab } from "./stage/visitor";

/** Set by `cargo xtask pictures`: where the README's pictures belong. */
const album = process.env["CHATDESK_TEST_PICTURES"];

/** As many people wrote to the desk as one agent may look after. */
const CHATS = 40;

const WIDE: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  reducedMotion: "reduce",
  userAgent: devices["Pixel 7"].userAgent,
};

const test = base.extend({
  // What is not used must stand here all the same.
  place: async ({}, use) => {
    const server = await Server.demo(CHATS);
    await use(new Place(server, server.url));
    await server.stop();
  },
});

test("the window can be shown, wide and on a phone", async ({ place, newPerson }) => {
  for (const [name, look] of [["widget", WIDE], ["widget-phone", PHONE]] as const) {
    const tab = await (await newPerson(look)).demo();
    await talk(place, tab);
    await take(name, tab.page);
  }
});

test("the console can be shown, light, dark and on a phone", async ({ place, newPerson }) => {
  const chat = await liveliest(place);
  const wide = await desk(await newPerson(WIDE), chat);
  await take("console", wide);
  await wide.emulateMedia({ colorScheme: "dark" });
  await take("console-dark", wide);
  // The link that the server prints is good for one visit.
  await place.server.restartInPeace();
  await take("console-phone", await desk(await newPerson(PHONE), chat));
});

/** A visitor asks, an agent answers. */
async function talk(place: Place, tab: WidgetTab): Promise<void> {
  await tab.open();
  await tab.thread.send("Hello! My parcel was due on Monday. Can you see where it is?");
  await tab.thread.expectHistory(["Can you see where it is?"]);
  const agent = new Caller(
    place.api,
    await place.server.token({ sub: "maria", role: "admin", name: "Maria" }),
  );
  const customer = new Caller(place.api, await tab.token());
  const { sessions } = await customer.get<{ sessions: { id: string }[] }>("chat/sessions");
  const path = `chat/session/${sessions[0]?.id}/messages`;
  await agent.post(path, { content: "Good morning! I look it up for you, one moment." });
  await agent.post(path, { content: "It is in your town since 7:40 and will be with you before noon. 📦" });
  await tab.thread.expectHistory(["where it is?", "one moment.", "before noon."]);
  await tab.thread.send("Wonderful, thank you!");
  await tab.thread.expectHistory(["where it is?", "one moment.", "before noon.", "Wonderful"]);
}

/** Of the chats at the top of the list the one in which most was said. */
async function liveliest(place: Place): Promise<string> {
  type Listed = { id: string; last_seq: number; status: string };
  const asked = await place.get("admin/chat/sessions?limit=8", { sub: "looking", role: "admin" });
  const listed = (asked as { sessions: Listed[] }).sessions;
  const [most] = listed.filter(({ status }) => status !== "ended").sort((a, b) => b.last_seq - a.last_seq);
  if (!most) throw new Error("nobody chats in the demo");
  return most.id;
}

/** The console with this chat before somebody's eyes. */
async function desk(person: Person, chat: string): Promise<Page> {
  const { page, rows, thread } = await person.console();
  await expect(rows.nth(7)).toBeAttached();
  await page.evaluate((id) => (location.hash = `session=${id}`), chat);
  await expect(thread.messages.last()).toBeVisible();
  await expect(thread.input).toBeVisible();
  return page;
}

/** Takes a picture, and makes sure that there is something on it. */
async function take(name: string, page: Page): Promise<void> {
  const folder = album ?? test.info().outputDir;
  await mkdir(folder, { recursive: true });
  // Nothing is still on its way: what was asked for has been answered and drawn.
  await page.evaluate(() => document.fonts.ready);
  const bytes = await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
  const colours = await countColours(page, bytes);
  expect(colours, `${name} shows letters and surfaces`).toBeGreaterThan(50);
}

/** How many different colours a picture has: an empty page has one. */
function countColours(page: Page, png: Buffer): Promise<number> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("a canvas has a context");
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, png.toString("base64"));
}
