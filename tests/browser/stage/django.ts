import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test as base, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { DeskTab } from "./desk";
import { freePort } from "./port";
import { Program } from "./program";
import { Server } from "./server";
import { WidgetTab } from "./visitor";

const folder = resolve(__dirname, "../../../examples/django-fronted");
const python = join(folder, ".venv/bin/python");

/** Everybody's in the demo. */
const password = "payflow-demo";

/** What runs the host's pages. */
export type Runner = "gunicorn" | "runserver";

/** `examples/django-fronted` with the demo's people, and a server behind it. */
export class Django {
  private constructor(
    readonly chatdesk: Server,
    private readonly data: string,
    private readonly program: Program,
    private readonly runner: Runner,
    /** The host's first page. */
    readonly url: string,
  ) {}

  /** `more` is for the environment of the host alone. */
  static async start(runner: Runner = "gunicorn", more: NodeJS.ProcessEnv = {}): Promise<Django> {
    const data = await mkdtemp(join(tmpdir(), "chatdesk-django-"));
    const port = await freePort();
    const shared = { proxy: randomBytes(32).toString("hex"), jwt: randomBytes(32).toString("hex") };
    const chatdesk = await Server.start(`
      [server]
      cors_origins = ["http://127.0.0.1:${port}"]
      [auth]
      proxy_secret = "${shared.proxy}"
      jwt_secret = "${shared.jwt}"
      user_claim = "user_id"
    `);
    const env = {
      PAYFLOW_DATA: data,
      CHATDESK_URL: chatdesk.url.replace(/\/$/, ""),
      CHATDESK_AUTH_PROXY_SECRET: shared.proxy,
      CHATDESK_AUTH_JWT_SECRET: shared.jwt,
      PYTHONUNBUFFERED: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      ...more,
    };
    await cp(await filled(), join(data, "payflow.sqlite3"));
    const { program, url } = await launch(runner, port, env);
    return new Django(chatdesk, data, program, runner, url);
  }

  async stop(): Promise<void> {
    // `runserver` knows no other end.
    if (this.runner === "gunicorn") await this.program.stop();
    else await this.program.kill();
    await this.chatdesk.stop();
    await rm(this.data, { recursive: true });
  }
}

let database: Promise<string> | undefined;

/** A database with tables and people; made once, because it takes seconds. */
function filled(): Promise<string> {
  return (database ??= fill());
}

async function fill(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), "chatdesk-django-"));
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  for (const command of ["migrate", "demo"]) {
    const args = [join(folder, "manage.py"), command];
    await Program.run(`manage.py ${command}`, python, args, { PAYFLOW_DATA: data });
  }
  return join(data, "payflow.sqlite3");
}

async function launch(runner: Runner, port: number, env: NodeJS.ProcessEnv) {
  const address = `127.0.0.1:${port}`;
  if (runner === "gunicorn") {
    const args = ["-m", "gunicorn", "--chdir", folder, "--config", join(folder, "gunicorn.conf.py")];
    const program = Program.start("gunicorn", python, args, { ...env, BIND: address });
    const [url] = await program.lines(1);
    return { program, url: url ?? "" };
  }
  const args = [join(folder, "manage.py"), "runserver", "--noreload", address];
  const program = Program.start("runserver", python, args, env);
  // The fourth line says where it listens.
  await program.lines(4);
  return { program, url: `http://${address}/` };
}

/** Somebody with a browser of their own, at the host. */
export class Guest {
  constructor(
    readonly context: BrowserContext,
    private readonly django: Django,
  ) {}

  /** Logs in on Django's own page, and lands on the first. */
  async logIn(username: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`${this.django.url}login/`);
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByRole("button", { name: "Log out" })).toBeVisible();
    return page;
  }

  /** A user's first page, with the widget on it. */
  async asUser(username: string): Promise<WidgetTab> {
    return new WidgetTab(await this.logIn(username));
  }

  /** The console, through the host and by its login. */
  async asStaff(username: string): Promise<DeskTab> {
    const page = await this.logIn(username);
    await page.getByRole("link", { name: "Support console" }).click();
    const desk = new DeskTab(page);
    await expect(desk.chats).toBeVisible();
    return desk;
  }

  /** A page of the host's in another tab, with the widget on it. */
  async newTab(path = ""): Promise<WidgetTab> {
    return new WidgetTab(await this.openPage(path));
  }

  /** Any page of the host's, in another tab. */
  async openPage(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.django.url + path);
    return page;
  }
}

interface Fixtures {
  django: Django;
  newGuest: (options?: BrowserContextOptions) => Promise<Guest>;
}

export const test = base.extend<{ runner: Runner; host: NodeJS.ProcessEnv } & Fixtures>({
  runner: ["gunicorn", { option: true }],
  host: [{}, { option: true }],

  django: async ({ runner, host }, use) => {
    const django = await Django.start(runner, host);
    await use(django);
    await django.stop();
  },

  newGuest: async ({ browser, django }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      context.on("weberror", (error) => errors.push(String(error.error())));
      contexts.push(context);
      return new Guest(context, django);
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(errors, "errors that no code on the pages caught").toEqual([]);
  },
});

export { expect };
