import { gzipSync } from "node:zlib";
import { type Page, type Request } from "@playwright/test";
import { expect, test, type Place } from "./stage/place";

const LOADER_BYTES = 3_000;
const FIRST_OPEN_BYTES = 60_000;

test("before the click nothing is kept and next to nothing is loaded", async ({
  place,
  newPerson,
}) => {
  const visitor = await newPerson();
  const requested: string[] = [];
  visitor.context.on("request", (request) => requested.push(request.url()));

  const tab = await visitor.demo();
  await expect(tab.button).toBeVisible();
  await tab.page.waitForLoadState("networkidle");

  const ours = [`${place.url}widget.js`, `${place.url}api/chat/status`];
  expect(requested.sort()).toEqual([...(await hostsOwn(place)), ...ours].sort());
  expect(await kept(tab.page)).toEqual(NOTHING);
  expect(await visitor.context.cookies()).toEqual([]);
  expect(await place.userCount()).toBe(0);
});

test("a window that was only opened makes no visitor", async ({ place, newPerson }) => {
  const visitor = await newPerson();
  const tab = await visitor.demo();
  await tab.open();
  await tab.thread.input.fill("Written, but not sent");
  await expect(tab.connection).toHaveAttribute("data-connection", "live");

  expect(await visitor.context.cookies()).toEqual([]);
  expect(await place.userCount()).toBe(0);

  await tab.thread.sendButton.click();
  await tab.thread.expectHistory(["Written, but not sent"]);
  expect(await place.userCount()).toBe(1);
});

test("loader and first open stay within their bytes", async ({ place, newPerson }) => {
  const visitor = await newPerson();
  const requests: Request[] = [];
  visitor.context.on("request", (request) => requests.push(request));

  const tab = await visitor.demo();
  await tab.open();
  await expect(tab.connection).toHaveAttribute("data-connection", "live");

  const weights = new Map<string, number>();
  const own = await hostsOwn(place);
  for (const request of requests.filter((request) => !own.includes(request.url()))) {
    const weight = await weigh(request);
    weights.set(request.url(), (weights.get(request.url()) ?? 0) + weight);
  }
  const told = JSON.stringify([...weights], null, 2);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  expect([...weights.keys()], told).toContain(`${place.url}widget/visitor.wasm`);
  expect(weights.get(`${place.url}widget.js`), told).toBeLessThanOrEqual(LOADER_BYTES);
  expect(total, told).toBeLessThanOrEqual(FIRST_OPEN_BYTES);
});

/** What the page would load without chatdesk, by what its source says. */
async function hostsOwn(place: Place): Promise<string[]> {
  const source = await (await fetch(place.url)).text();
  const sheets = [...source.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)];
  return [place.url, ...sheets.map(([, href]) => new URL(href ?? "", place.url).href)];
}

/** What an answer weighs on the way; a stream has no end that could be weighed. */
async function weigh(request: Request): Promise<number> {
  const response = await request.response();
  if (!response) throw new Error(`${request.url()} was not answered`);
  if (response.headers()["content-type"]?.startsWith("text/event-stream")) return 0;
  return gzipSync(await response.body(), { level: 9 }).length;
}

const NOTHING = { cookie: "", local: 0, session: 0, databases: 0, caches: 0, workers: 0 };

/** Everything that a page can leave behind in a browser. */
function kept(page: Page): Promise<typeof NOTHING> {
  return page.evaluate(async () => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
}
