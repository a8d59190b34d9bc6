import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { devices, type BrowserContextOptions, type Page } from "@playwright/test";
import { expect, test } from "./stage/place";

/** Set by `cargo xtask pictures`: where the README's pictures belong. */
const album = process.env["CHATDESK_TEST_PICTURES"];

const WIDE: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  userAgent: devices["Pixel 7"].userAgent,
};

test("demo and console can be shown", async ({ newPerson }) => {
  const tab = await (await newPerson(WIDE)).demo();
  await tab.open();
  await tab.thread.send("Hello, my parcel was due on Monday. Can you see where it is?");
  const desk = await (await newPerson(WIDE)).console();
  await desk.openChat("my parcel was due");
  await desk.thread.send("Good morning! It is in your town since today.");
  await desk.thread.send("It will be with you before noon.");
  await expect(tab.thread.messages).toHaveCount(3);
  await tab.thread.send("Wonderful, thank you.");
  await desk.thread.expectHistory(["Monday", "Good morning!", "before noon", "Wonderful"]);
  await take("demo", tab.page);
  await take("console", desk.page);
});

test("demo and console can be shown on a phone", async ({ newPerson }) => {
  const tab = await (await newPerson(PHONE)).demo();
  await tab.open();
  await tab.thread.send("Are you open on Saturday?");
  const desk = await (await newPerson(PHONE)).console();
  await desk.openChat("Are you open on Saturday?");
  await desk.thread.send("Yes, from nine to one.");
  await tab.thread.expectHistory(["Are you open on Saturday?", "from nine to one"]);
  await take("demo-phone", tab.page);
  await take("console-phone", desk.page);
});

/** Takes a picture, and makes sure that there is something on it. */
async function take(name: string, page: Page): Promise<void> {
  const folder = album ?? test.info().outputDir;
  await mkdir(folder, { recursive: true });
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
