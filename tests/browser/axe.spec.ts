import { AxeBuilder } from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { Caller } from "./stage/caller";
import { DeskTab } from "./stage/desk";
import { expect, test, type Person, type Place } from "./stage/place";
import { names, type Tongue } from "./stage/tongue";
import { WidgetTab } from "./stage/visitor";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** A state of a page, and the way there from the one before it. */
type View<Tab> = [name: string, reach: (tab: Tab, stage: Stage) => Promise<unknown>];

/** Who else takes part. */
interface Stage {
  place: Place;
  admin: Caller;
}

const WIDGET: View<WidgetTab>[] = [
  ["closed", (tab) => expect(tab.button).toBeVisible()],
  ["empty", (tab) => tab.open()],
  ["half written", (tab) => tab.thread.input.fill("Is anybody th")],
  [
    "too long",
    async (tab) => {
      await tab.thread.input.fill("x".repeat(4_001));
      await expect(tab.window.getByRole("alert")).toBeVisible();
    },
  ],
  ["waiting", (tab) => tab.thread.send("Is anybody there? I looked at https://example.com/help")],
  [
    "contact",
    (tab) => expect(tab.window.getByRole("region", { name: tab.name("How to reach you") })).toBeVisible(),
  ],
  [
    "emoji",
    async (tab) => {
      await tab.window.getByRole("button", { name: tab.name("Emoji") }).click();
      await expect(tab.window.getByRole("group", { name: tab.name("Hands") })).toBeVisible();
    },
  ],
  [
    "talking",
    async (tab, { place, admin }) => {
      await tab.page.keyboard.press("Escape");
      await expect(tab.thread.messages).toHaveCount(1);
      const { id } = await place.onlySession();
      await admin.post(`chat/session/${id}/messages`, { content: "Good morning. 👋" });
      await admin.post(`chat/session/${id}/messages`, { content: "What can we do for you?" });
      await expect(tab.thread.messages).toHaveCount(3);
    },
  ],
  [
    "offline",
    async (tab) => {
      await tab.page.context().setOffline(true);
      await tab.thread.send("Typed in a tunnel");
      await expect(tab.thread.log.locator('[data-state="sending"]')).toHaveCount(1);
    },
  ],
  [
    "disabled",
    async (tab, { place, admin }) => {
      const { user } = await place.onlySession();
      await admin.put(`admin/user/${encodeURIComponent(user.id)}/chat-toggle`, { chat_enabled: false });
      await tab.page.context().setOffline(false);
      await expect(tab.thread.input).toBeHidden({ timeout: 20_000 });
      await expect(tab.thread.log.locator('[data-state="failed"]')).toHaveCount(1, { timeout: 20_000 });
    },
  ],
  [
    "failed",
    async (tab, { place, admin }) => {
      const { user } = await place.onlySession();
      await admin.put(`admin/user/${encodeURIComponent(user.id)}/chat-toggle`, { chat_enabled: true });
      await expect(tab.thread.input).toBeVisible({ timeout: 20_000 });
    },
  ],
  [
    "ended",
    async (tab, { place, admin }) => {
      const { id } = await place.onlySession();
      await admin.post(`chat/session/${id}/end`);
      await expect(tab.thread.input).toBeHidden();
    },
  ],
  [
    "conversations",
    async (tab) => {
      await tab.window.getByRole("button", { name: tab.name("Start a new chat") }).click();
      await tab.thread.send("One more thing");
      await tab.window.getByRole("button", { name: tab.name("Conversations") }).click();
      await expect(tab.window.getByRole("button", { name: tab.name("New conversation") })).toBeVisible();
    },
  ],
];

const CONSOLE: View<DeskTab>[] = [
  ["list", (desk) => expect(desk.rows).toHaveCount(4)],
  ["thread", (desk) => desk.openChat("Parcel 2")],
  ["half written", (desk) => desk.thread.input.fill("Good mor")],
  [
    "canned replies",
    async (desk) => {
      await desk.thread.input.fill("/");
      await expect(desk.page.getByRole("option").first()).toBeVisible();
    },
  ],
  [
    "note",
    async (desk) => {
      await desk.thread.input.fill("");
      await desk.page.keyboard.press("Alt+n");
      await desk.page.keyboard.type("She called, too");
      await desk.page.keyboard.press("Enter");
      await expect(desk.thread.messages).toHaveCount(2);
    },
  ],
  [
    "commands",
    async (desk) => {
      await desk.page.keyboard.press("Control+k");
      await expect(desk.page.getByRole("option").first()).toBeVisible();
    },
  ],
  [
    "keys",
    async (desk) => {
      await desk.page.keyboard.press("Escape");
      await desk.page.keyboard.press("Escape");
      await desk.page.keyboard.press("?");
      await expect(desk.page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "end?",
    async (desk) => {
      await desk.page.keyboard.press("Escape");
      await desk.page.keyboard.press("e");
      await expect(desk.page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "found",
    async (desk) => {
      await desk.page.keyboard.press("Escape");
      await desk.page.getByRole("searchbox").fill("third");
      await expect(desk.rows).toHaveCount(1);
    },
  ],
  [
    "nothing found",
    async (desk) => {
      await desk.page.getByRole("searchbox").fill("Nobody wrote this");
      await expect(desk.rows).toHaveCount(0);
    },
  ],
  [
    "users",
    async (desk) => {
      await desk.page.getByRole("searchbox").fill("");
      await desk.leaveThread();
      await expect(desk.page.getByRole("switch").first()).toBeVisible();
    },
  ],
  [
    "tickets",
    async (desk) => {
      await desk.tickets.click();
      await expect(desk.page.getByRole("rowheader").first()).toBeVisible();
    },
  ],
  [
    "ticket",
    async (desk) => {
      await desk.page.getByRole("table").last().getByRole("link").first().click();
      await expect(desk.page.locator("#ticket-status")).toBeVisible();
    },
  ],
  [
    "close?",
    async (desk) => {
      await desk.page.keyboard.press("Escape");
      await desk.page.keyboard.press("e");
      await expect(desk.page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "no such ticket",
    async (desk) => {
      await desk.page.keyboard.press("Escape");
      await desk.page.evaluate(() => (location.hash = "ticket=99"));
      await expect(desk.page.locator(".thread .notice")).toBeVisible();
    },
  ],
  [
    "a chat by WhatsApp",
    async (desk) => {
      await desk.openChat("Pia");
      await expect(desk.page.locator(".who .talk")).toBeVisible();
    },
  ],
  [
    "a chat by WhatsApp that is over",
    async (desk, { place }) => {
      await writes(place, "end chat");
      await expect(desk.page.locator(".notice.idle")).toBeVisible();
    },
  ],
  [
    "deliveries",
    async (desk) => {
      await desk.deliveries.click();
      await expect(desk.page.locator(".deliveries .nothing")).toBeVisible();
    },
  ],
  [
    "team",
    async (desk, { place }) => {
      const me = await own(desk.page);
      const cleo = new Caller(place.api, await place.server.token({ sub: "cleo", role: "agent", name: "Cleo" }));
      const group = await cleo.post<{ id: string }>("panel/conversations", { participants: [me, "bo"] });
      await cleo.post(`chat/session/${group.id}/messages`, { content: "Who opens?" });
      await desk.page.evaluate(() => (location.hash = "team"));
      await expect(desk.page.locator(".chats li")).toHaveCount(1);
    },
  ],
  [
    "team, thread",
    async (desk) => {
      await desk.page.locator(".chats a").first().click();
      await expect(desk.thread.messages).toHaveCount(1);
      await desk.thread.send("I do");
      await expect(desk.thread.messages).toHaveCount(2);
    },
  ],
  [
    "team, leave?",
    async (desk) => {
      await desk.page.locator(".acts .act").last().click();
      await expect(desk.page.getByRole("dialog")).toBeVisible();
    },
  ],
  [
    "team, new",
    async (desk) => {
      await desk.page.keyboard.press("Escape");
      await desk.page.locator(".begins").click();
      for (const id of ["cleo", "bo"]) {
        await desk.page.locator("#people-id").fill(id);
        await desk.page.keyboard.press("Enter");
      }
      await expect(desk.page.getByRole("checkbox", { checked: true })).toHaveCount(2);
      await expect(desk.page.locator("#people-name")).toBeVisible();
    },
  ],
  [
    "settings",
    async (desk) => {
      await desk.page.keyboard.press("Escape");
      await desk.page.evaluate(() => (location.hash = "settings"));
      await expect(desk.page.getByRole("checkbox").first()).toBeVisible();
    },
  ],
  [
    "offline",
    async (desk) => {
      await desk.openChat("Parcel 1");
      await desk.page.context().setOffline(true);
      await desk.thread.send("Typed in a tunnel");
      await expect(desk.thread.log.locator('[data-state="sending"]')).toHaveCount(1);
    },
  ],
];

for (const tongue of ["en", "ar"] as const) {
  test(`axe finds nothing wrong in the window (${tongue})`, async ({ place, newPerson }) => {
    test.slow();
    const tab = await visit(await newPerson(LOOKS[tongue]), place, tongue);
    await walk(WIDGET, tab, await stage(place), tongue);
  });

  test(`axe finds nothing wrong in the console (${tongue})`, async ({ place, newPerson }) => {
    test.slow();
    // A search for a digit finds it in the identifiers of visitors, too, now and then.
    for (const [n, nth] of [[1, "first"], [2, "second"], [3, "third"]] as const) {
      const visitor = await Caller.visitor(place.api, { name: `Person ${n}` });
      await visitor.post("chat/sessions", { message: `Parcel ${n}, the ${nth}, has not arrived.` });
    }
    const { admin } = await stage(place);
    await writes(place, "support");
    await writes(place, "The fourth");
    await admin.post("admin/canned-replies", { shortcut: "hi", title: "Greeting", text: "Hello {name}" });
    const door = await (await newPerson(LOOKS[tongue])).context.newPage();
    await door.goto(`${place.url}console/`);
    await expect(door.locator("chatdesk-console").getByRole("heading").first()).toBeVisible();
    expect(await faults(door, "door", tongue)).toEqual([]);
    const person = await newPerson(LOOKS[tongue]);
    await walk(CONSOLE, await person.console(place.url, names(tongue)), await stage(place), tongue);
  });
}

const LOOKS = {
  en: { reducedMotion: "reduce", locale: "en-GB" },
  ar: { reducedMotion: "reduce", locale: "ar" },
} as const;

/** The id of whoever came into this console. */
async function own(page: Page): Promise<string> {
  const record = await page.evaluate(() => localStorage.getItem("chatdesk console /console/") ?? "{}");
  return JSON.parse((JSON.parse(record) as { holder: string }).holder) as string;
}

/** Somebody writes by WhatsApp to the host's own bot. */
async function writes(place: Place, text: string): Promise<void> {
  const host = new Caller(place.api, await place.server.token({ sub: "the bot", role: "host" }));
  const message = { address: "+31687654321", name: "Pia", message_id: text, text };
  await host.post("channels/whatsapp/inbound", message);
}

async function stage(place: Place): Promise<Stage> {
  const token = await place.server.token({ sub: "ada", role: "admin", name: "Ada" });
  return { place, admin: new Caller(place.api, token) };
}

/** The demo page, which says itself that it is in this language. */
async function visit(person: Person, place: Place, tongue: Tongue): Promise<WidgetTab> {
  const page = await person.context.newPage();
  await page.route(place.url, async (route) => {
    const answer = await route.fetch();
    const dir = tongue === "ar" ? "rtl" : "ltr";
    const body = (await answer.text()).replace('<html lang="en"', `<html lang="${tongue}" dir="${dir}"`);
    await route.fulfill({ response: answer, body });
  });
  await page.goto(place.url);
  return new WidgetTab(page, names(tongue));
}

/** Goes from view to view, and tells of all that is wrong at the end. */
async function walk<Tab extends { page: Page }>(
  views: View<Tab>[],
  tab: Tab,
  stage: Stage,
  tongue: Tongue,
): Promise<void> {
  const wrong: string[] = [];
  for (const [name, reach] of views) {
    await test.step(name, async () => {
      await reach(tab, stage);
      wrong.push(...(await faults(tab.page, name, tongue)));
    });
  }
  expect(wrong).toEqual([]);
}

/** What is wrong with a view in light and in dark colours, in the rules' words. */
async function faults(page: Page, view: string, tongue: Tongue): Promise<string[]> {
  const found: string[] = [];
  // The two languages differ in everything but colours.
  for (const scheme of tongue === "en" ? (["dark", "light"] as const) : (["light"] as const)) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    for (const { id, nodes } of violations) {
      for (const { target, any } of nodes) {
        found.push(`${view}, ${scheme}: ${id} at ${target.join(" ")}: ${any[0]?.message ?? ""}`);
      }
    }
  }
  return found;
}
