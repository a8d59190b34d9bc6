import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "@playwright/test";
import { Bot } from "./bot";
import { DeskTab } from "./desk";
import { Nginx } from "./nginx";
import { Server, type Bearer } from "./server";
import { Telegram } from "./telegram";
import { names } from "./tongue";
import { WidgetTab } from "./visitor";

export interface PlaceOption {
  /** What stands between the browser and the server. */
  behind: "nothing" | "nginx";
  /** Whom the server tells what happens, and who hands in what people write over text channels. */
  tells: "nobody" | "a bot" | "Telegram";
}

/** A chat as the desk's list has it. */
export interface Listed {
  id: string;
  user: { id: string };
}

/** A server and the way to it, as one test has it for itself. */
export class Place {
  constructor(
    readonly server: Server,
    /** The demo page, as browsers reach it. */
    readonly url: string,
    private readonly other?: Bot | Telegram,
  ) {}

  /** The host's own bot, where the server tells one. */
  get bot(): Bot {
    if (!(this.other instanceof Bot)) throw new Error('a test that needs the bot says so: test.use({ tells: "a bot" })');
    return this.other;
  }

  /** Telegram, where the server has a bot there. */
  get telegram(): Telegram {
    if (!(this.other instanceof Telegram)) throw new Error('a test that needs Telegram says so: test.use({ tells: "Telegram" })');
    return this.other;
  }

  /** The API's root. */
  get api(): string {
    return `${this.url}api/`;
  }

  /** The one chat that there is. */
  async onlySession(): Promise<Listed> {
    const asked = await this.get("admin/chat/sessions", { sub: "looking", role: "admin" });
    const [session, ...more] = (asked as { sessions: Listed[] }).sessions;
    if (!session || more.length > 0) throw new Error(`one chat was expected: ${JSON.stringify(asked)}`);
    return session;
  }

  /** A GET below the API's root, as this person. */
  async get(path: string, bearer: Bearer): Promise<unknown> {
    const token = await this.server.token(bearer);
    const answer = await fetch(`${this.url}api/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status, path).toBe(200);
    return answer.json();
  }

  /** Changes something below the API's root, as this person. */
  async change(method: string, path: string, bearer: Bearer, body: object): Promise<unknown> {
    const token = await this.server.token(bearer);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${this.url}api/${path}`, { method, headers, body: JSON.stringify(body) });
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
    return answer.json().catch(() => null);
  }

  /** A POST to a full URL with a header that a page sent before. */
  async post(url: string, authorization: string | null, body: object) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization: authorization ?? "", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  }

  /** How many people the desk's list of users has. */
  async userCount(): Promise<number> {
    return (await this.users()).total;
  }

  /** An administrator erases everybody whom the desk knows. */
  async eraseAll(): Promise<void> {
    const token = await this.server.token({ sub: "erasing", role: "admin" });
    for (const { user_id } of (await this.users()).users) {
      const url = `${this.url}api/admin/user/${encodeURIComponent(user_id)}`;
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(url, { method: "DELETE", headers });
      expect(answer.status, user_id).toBe(202);
    }
  }

  private async users() {
    const users = await this.get("admin/users", { sub: "counting", role: "admin" });
    return users as { total: number; users: { user_id: string }[] };
  }
}

/** A browser of one person: tabs share what it keeps. */
export class Person {
  constructor(
    readonly context: BrowserContext,
    private readonly place: Place,
  ) {}

  async demo(): Promise<WidgetTab> {
    const page = await this.context.newPage();
    await page.goto(this.place.url);
    return new WidgetTab(page);
  }

  /** The console, entered by the printed link the first time; `at` is another way to the server. */
  async console(at = this.place.url, name = names("en")): Promise<DeskTab> {
    const page = await this.context.newPage();
    const known = await this.isKnown();
    await page.goto(`${at}console/${known ? "" : this.place.server.consoleCode}`);
    const desk = new DeskTab(page, name);
    await expect(desk.chats).toBeVisible();
    return desk;
  }

  private async isKnown(): Promise<boolean> {
    return (await this.context.storageState()).origins.length > 0;
  }
}

interface Fixtures {
  place: Place;
  /** Somebody new, with a browser of their own. */
  newPerson: (options?: BrowserContextOptions) => Promise<Person>;
}

export const test = base.extend<PlaceOption & Fixtures>({
  behind: ["nothing", { option: true }],
  tells: ["nobody", { option: true }],

  place: async ({ behind, tells }, use) => {
    const other =
      tells === "a bot" ? await Bot.start() : tells === "Telegram" ? await Telegram.start() : undefined;
    const server = await Server.start(other?.settings);
    await other?.serve(server);
    if (behind === "nginx") {
      const nginx = await Nginx.start(server.url);
      await use(new Place(server, nginx.url));
      await nginx.stop();
    } else {
      await use(new Place(server, server.url, other));
    }
    await server.stop();
    await other?.stop();
  },

  newPerson: async ({ browser, place }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      context.on("weberror", (error) => errors.push(String(error.error())));
      contexts.push(context);
      return new Person(context, place);
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(errors, "errors that no code on the pages caught").toEqual([]);
  },
});

/** Marks the pages: whoever leaves one loses its mark. */
export async function mark(...tabs: { page: Page }[]): Promise<void> {
  for (const { page } of tabs) await page.evaluate(() => (window.stayed = "here"));
}

/** None of the pages was left since it was marked. */
export async function expectStayed(...tabs: { page: Page }[]): Promise<void> {
  for (const { page } of tabs) {
    expect(await page.evaluate(() => window.stayed), page.url()).toBe("here");
  }
}

export { expect };
