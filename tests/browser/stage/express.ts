import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";
import { Program } from "./program";
import { Server } from "./server";

const EXAMPLE = resolve(__dirname, "../../../examples/express-proxied");

/** Of all demo accounts, as the example's README prints it. */
const PASSWORD = "payflow-demo";

/** `examples/express-proxied` as it is, with its own login, before a server of its own. */
export class Payflow {
  private constructor(
    readonly server: Server,
    private host: Program,
    /** How browsers reach it. */
    readonly url: string,
    private readonly env: Record<string, string>,
  ) {}

  /** `settings`: more of the server's, as the text of its file. */
  static async start(settings = ""): Promise<Payflow> {
    const secret = randomBytes(32).toString("hex");
    const own = `[server]\nprefix = "/api/payflow"\n[auth]\njwt_secret = "${secret}"\n`;
    const server = await Server.start(own + settings);
    const env = {
      CHATDESK_URL: server.url,
      CHATDESK_AUTH_JWT_SECRET: secret,
      SESSION_SECRET: randomBytes(32).toString("hex"),
    };
    const [host, url] = await launch({ ...env, PORT: "0" });
    return new Payflow(server, host, url, env);
  }

  /** The interface, through the host. */
  get api(): string {
    return `${this.url}api/payflow/`;
  }

  /** Somebody logs in as people do, and is on their own page. */
  async logIn(context: BrowserContext, name: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(this.url);
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.waitForURL(/\/(dashboard|admin)$/);
    return page;
  }

  /** A chat token, from the host's login without a browser. */
  async token(name: string): Promise<string> {
    const body = JSON.stringify({ name, password: PASSWORD });
    const headers = { "content-type": "application/json" };
    const login = await fetch(`${this.api}login`, { method: "POST", headers, body });
    const [cookie = ""] = login.headers.getSetCookie().map((line) => line.split(";")[0]);
    const answer = await fetch(`${this.api}chat-token`, { headers: { cookie } });
    return ((await answer.json()) as { token: string }).token;
  }

  /** The host alone ends, and starts again where it was. */
  async restartHost(): Promise<void> {
    await this.host.stop();
    [this.host] = await launch({ ...this.env, PORT: new URL(this.url).port });
  }

  async stop(): Promise<void> {
    await this.host.stop();
    await this.server.stop();
  }
}

async function launch(env: Record<string, string>): Promise<[Program, string]> {
  const tsx = createRequire(`${EXAMPLE}/package.json`).resolve("tsx");
  const args = ["--import", tsx, resolve(EXAMPLE, "server/main.ts")];
  const host = Program.start("express-proxied", process.execPath, args, env);
  const [line = ""] = await host.lines(1);
  const url = /^payflow +(http\S+)$/.exec(line)?.[1];
  if (!url) throw new Error(`the host prints where it is, not: ${line}`);
  return [host, url];
}

interface Fixtures {
  payflow: Payflow;
  /** A browser of somebody new. */
  newBrowser: (options?: BrowserContextOptions & { errors?: "expected" }) => Promise<BrowserContext>;
}

export const test = base.extend<Fixtures>({
  payflow: async ({}, use) => {
    const payflow = await Payflow.start();
    await use(payflow);
    await payflow.stop();
  },

  newBrowser: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const wrong: string[] = [];
    await use(async ({ errors, ...options } = {}) => {
      const context = await browser.newContext(options);
      context.on("weberror", (error) => wrong.push(String(error.error())));
      // What the host's own policy refuses stands there, too.
      context.on("console", (message) => !errors && message.type() === "error" && wrong.push(message.text()));
      contexts.push(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(wrong, "errors on the host's pages").toEqual([]);
  },
});

export { expect };
