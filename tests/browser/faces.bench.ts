import { appendFile } from "node:fs/promises";
import { expect, test, type Browser, type Locator } from "@playwright/test";
import { DeskTab } from "./stage/desk";
import { Server } from "./stage/server";
import { WidgetTab } from "./stage/visitor";

/** A folder with one person who wrote ten thousand messages, and where the figures are told. */
const { CHATDESK_TEST_DATA = "", CHATDESK_TEST_FIGURES = "" } = process.env;
const TALKER = "filled-0";
const MESSAGES = 10_000;
const OPENS = 15;
/** So many times slower than this machine. */
const SLOWER = 4;

let server: Server;
test.beforeAll(async () => {
  server = await Server.over(CHATDESK_TEST_DATA);
});
test.afterAll(() => server.stop());

test("from the click to a window that takes text", async ({ browser }) => {
  const took: number[] = [];
  for (let n = 0; n < OPENS; n++) took.push(await open(browser));
  for (const ms of took) await tell("open", ms);
});

test("the visitor scrolls through ten thousand messages", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  const token = await server.token({ sub: TALKER });
  await page.goto(server.url);
  await page.evaluate((found) => window.chatdesk.identify(() => Promise.resolve(found)), token);
  const tab = new WidgetTab(page);
  await tab.open();
  await scroll("widget", tab.thread.log);
});

test("the agent scrolls through ten thousand messages", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}console/${server.consoleCode}`);
  const desk = new DeskTab(page);
  await desk.rows.first().getByRole("link").click();
  await scroll("console", desk.thread.log);
});

/** How long the first open takes in a browser that knows nothing of chatdesk, in milliseconds. */
async function open(browser: Browser): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const tab = new WidgetTab(page);
  await page.goto(server.url);
  await expect(tab.button).toBeVisible();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.evaluate(awaitUsable);
  await tab.button.click();
  const took = await page.evaluate(() => window.usable);
  await page.keyboard.type("x");
  await expect(tab.thread.input).toHaveValue("x");
  await context.close();
  return took;
}

/** Begins to count at the click, and ends when a frame shows the window with the cursor in it. */
function awaitUsable(): void {
  const deep = (root: Document | ShadowRoot, css: string): HTMLElement | undefined => {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.matches(css)) return element;
      const inside = element.shadowRoot && deep(element.shadowRoot, css);
      if (inside) return inside;
    }
    return undefined;
  };
  window.usable = new Promise((done) => {
    const look = (clicked: number) => {
      const dialog = deep(document, '[role="dialog"]');
      const input = deep(document, '[role="textbox"]');
      const root = input?.getRootNode();
      const has = root instanceof ShadowRoot && root.activeElement === input;
      // The frame in which it is drawn ends before the next one begins.
      if (dialog?.checkVisibility() && has) requestAnimationFrame((at) => done(at - clicked));
      else requestAnimationFrame(() => look(clicked));
    };
    addEventListener("click", (event) => look(event.timeStamp), { capture: true, once: true });
  });
}

/** Scrolls from the newest message to the first, a screen in each frame, and tells of long tasks. */
async function scroll(name: string, log: Locator): Promise<void> {
  await expect(log.locator(`[data-seq="${MESSAGES}"]`)).toBeVisible();
  const tasks = await log.evaluate(toTheFirst);
  await expect(log.locator('[data-seq="1"]')).toBeVisible();
  await tell(`${name} long tasks`, tasks.length);
  await tell(`${name} longest task`, Math.max(0, ...tasks));
}

/** Resolves with every task of the page that was longer than 50 ms. */
async function toTheFirst(log: Element): Promise<number[]> {
  const scrolls = (it: Element) => ["auto", "scroll"].includes(getComputedStyle(it).overflowY);
  let scroller = log;
  while (!scrolls(scroller) && scroller.parentElement) scroller = scroller.parentElement;
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map((entry) => entry.duration));
  });
  observer.observe({ type: "longtask" });
  const isFirst = () => log.querySelector('[data-seq="1"]') !== null && scroller.scrollTop <= 0;
  await new Promise<void>((done) => {
    const step = () => {
      if (isFirst()) return done();
      scroller.scrollTop -= scroller.clientHeight;
      requestAnimationFrame(step);
    };
    step();
  });
  tasks.push(...observer.takeRecords().map((entry) => entry.duration));
  return tasks;
}

async function tell(name: string, value: number): Promise<void> {
  await appendFile(CHATDESK_TEST_FIGURES, `${name}\t${value}\n`);
}

declare global {
  interface Window {
    usable: Promise<number>;
  }
}
