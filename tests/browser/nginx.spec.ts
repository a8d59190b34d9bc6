import { type Page } from "@playwright/test";
import { Caller } from "./stage/caller";
import { Nginx, type Differences } from "./stage/nginx";
import { expect, test, Place, type Person } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

/** What a host may call people; a browser itself resolves `..`. */
const IDS = ["a/b", "/", "a//b", "a b", "😀", "a+b", "100%", "%2F", "a?b=c#d", "ann@example.org", "ä/".repeat(128)];

/** 5 s without a greeting; a little more, for the machine. */
const NOTICED = 6_000;

const WAYS: { what: string; differences: Differences; transport: string }[] = [
  { what: "over HTTP/2", differences: { http2: true }, transport: "sse" },
  { what: "that buffers", differences: { buffers: true }, transport: "sse" },
  {
    what: "that holds streams back and passes no Upgrade on",
    differences: { buffers: true, compresses: true },
    transport: "long_poll",
  },
  {
    what: "that holds streams back and passes Upgrade on",
    differences: { buffers: true, compresses: true, passesUpgrades: true },
    transport: "websocket",
  },
  {
    what: "that holds streams back and passes Upgrade on, over HTTP/2",
    differences: { buffers: true, compresses: true, passesUpgrades: true, http2: true },
    transport: "websocket",
  },
];

/** What the test at hand has started; a test that fails stops it, too. */
let nginx: Nginx | undefined;
test.afterEach(async () => {
  await nginx?.stop();
  nginx = undefined;
});

for (const { what, differences, transport } of WAYS) {
  test(`behind an nginx ${what} news come live, within seconds from the first`, async ({
    place,
    newPerson,
  }) => {
    test.slow();
    nginx = await Nginx.start(place.server.url, differences);
    const [visitor, agent] = [await stranger(newPerson), await stranger(newPerson)];
    const through = new Place(place.server, nginx.url);
    const page = await visitor.context.newPage();
    const tries = listen(page);
    await page.goto(nginx.url);
    const tab = new WidgetTab(page);
    await tab.open();
    await tab.thread.send("Is anybody there?");
    const desk = await agent.console(through.url);
    await desk.openChat("Is anybody there?");
    await expect(desk.connection).toHaveAttribute("data-transport", transport, { timeout: 25_000 });
    await expect(tab.connection).toHaveAttribute("data-connection", "live", { timeout: 25_000 });
    for (const protocol of await protocols(page)) expect(protocol).toBe(differences.http2 ? "h2" : "http/1.1");

    await desk.thread.send("Of course");
    await expect(tab.thread.messages).toHaveCount(2, { timeout: 1_000 });
    await tab.thread.send("Then good evening");
    await expect(desk.thread.messages).toHaveCount(3, { timeout: 1_000 });

    const [first, second] = tries;
    expect(first?.by).toBe("sse");
    if (transport === "sse") expect(second).toBeUndefined();
    else expect((second?.at ?? Infinity) - (first?.at ?? 0)).toBeLessThan(NOTICED);
  });
}

test("whatever their id is, an admin switches them through nginx and finds them again", async ({ place }) => {
  const admin = new Caller(place.api, await place.server.token({ sub: "root", role: "admin" }));
  for (const id of IDS) {
    const user = new Caller(place.api, await place.server.token({ sub: id }));
    await user.post("chat/sessions", { message: `I am ${id}` });
    const segment = encodeURIComponent(id);

    const switched = await admin.put<{ user_id: string }>(`admin/user/${segment}/chat-toggle`, {
      chat_enabled: false,
    });

    expect(switched.user_id).toBe(id);
    expect(await user.get("chat/status"), id).toMatchObject({ chat_enabled: false });
    const { users } = await admin.get<{ users: { user_id: string }[] }>(`admin/users?ids=${segment}`);
    expect(users.map(({ user_id }) => user_id)).toEqual([id]);
  }
});

test("somebody with an odd id chats and is switched in browsers, through nginx", async ({ place, newPerson }) => {
  const id = `ops/ann b 😀 ${"ä".repeat(240)}`;
  const token = await place.server.token({ sub: id, name: "Ann" });
  const page = await (await newPerson()).context.newPage();
  await page.goto(place.url);
  await page.evaluate((token) => window.chatdesk.identify(async () => token), token);
  const tab = new WidgetTab(page);
  await tab.open();
  await tab.thread.send("Who am I?");
  const desk = await (await newPerson()).console();
  await desk.openChat("Who am I?");
  await desk.thread.send("You are Ann");
  await tab.thread.expectHistory(["Who am I?", "You are Ann"]);

  await desk.users.click();
  await desk.chatSwitch(/^Chat for Ann/).click();

  await expect(tab.thread.input).toBeHidden();
  expect((await place.onlySession()).user.id).toBe(id);
});

/** Somebody whose browser takes any certificate. */
function stranger(newPerson: (options?: { ignoreHTTPSErrors: boolean }) => Promise<Person>) {
  return newPerson({ ignoreHTTPSErrors: true });
}

/** When a page tries to hear the news, and by what. */
function listen(page: Page): { by: string; at: number }[] {
  const tries: { by: string; at: number }[] = [];
  const note = (by: string) => {
    if (tries.at(-1)?.by !== by) tries.push({ by, at: Date.now() });
  };
  page.on("websocket", () => note("websocket"));
  page.on("request", (request) => {
    const isStream = /\/chat\/events/.test(request.url());
    if (isStream) note(request.headers()["accept"] === "application/json" ? "long_poll" : "sse");
  });
  return tries;
}

/** By which protocols the parts of a page came. */
async function protocols(page: Page): Promise<string[]> {
  const all = await page.evaluate(() =>
    performance.getEntriesByType("resource").map((it) => (it as PerformanceResourceTiming).nextHopProtocol),
  );
  return [...new Set(all.filter(Boolean))];
}
