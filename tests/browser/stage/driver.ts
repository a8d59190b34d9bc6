import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "./port";
import { Program } from "./program";

/** One page of a browser that is spoken to by WebDriver. */
export class Driven {
  private constructor(
    private readonly say: Say,
    private readonly end: () => Promise<void>,
  ) {}

  /** Firefox, over the protocol that its WebDriver programs speak to it. */
  static async firefox(program: string): Promise<Driven> {
    const profile = await mkdtemp(join(tmpdir(), "chatdesk-firefox-"));
    const port = await freePort();
    const preferences = join(profile, "user.js");
    await writePreferences(preferences, { "marionette.port": port, "intl.accept_languages": "en-GB" });
    const args = ["--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank"];
    const browser = Program.start("firefox", program, args);
    const socket = await connected(port, browser);
    const say = spokenOver(socket);
    await say("NewSession", { acceptInsecureCerts: false });
    return new Driven(say, async () => {
      socket.destroy();
      await browser.kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  /** WebKitGTK, in the small browser that comes with it. */
  static async webkit(program: string, browser: string): Promise<Driven> {
    const port = await freePort();
    const screen = Program.start("Xvfb", "Xvfb", ["-displayfd", "1", "-screen", "0", "1280x800x24"]);
    const [display] = await screen.lines(1);
    const more = { DISPLAY: `:${display}`, WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
    const driver = Program.start("WebKitWebDriver", program, [`--port=${port}`], more);
    const root = `http://127.0.0.1:${port}/`;
    await expect.poll(() => answers(`${root}status`), { intervals: [50], timeout: 10_000 }).toBe(true);
    const options = { binary: browser, args: ["--automation"] };
    const wanted = { alwaysMatch: { "webkitgtk:browserOptions": options } };
    const made = (await ask("POST", `${root}session`, { capabilities: wanted })) as { sessionId: string };
    const session = `${root}session/${made.sessionId}`;
    const say: Say = (command, body) => {
      const [method, path] = PATHS[command];
      return ask(method, `${session}${path}`, method === "POST" ? body : undefined);
    };
    return new Driven(say, async () => {
      await ask("DELETE", session);
      await driver.kill();
      await screen.kill();
    });
  }

  async goto(url: string): Promise<void> {
    await this.say("Navigate", { url });
  }

  /** Runs a function of the page's own on the page. */
  async run<T>(script: string, ...args: unknown[]): Promise<T> {
    const answer = await this.say("ExecuteScript", { script, args });
    return answer as T;
  }

  /** Types, one key after the other; what has the focus gets it. */
  async press(...keys: string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.say("PerformActions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async type(text: string): Promise<void> {
    await this.press(...text);
  }

  /** Presses the mouse's button in the middle of what the script finds. */
  async click(script: string): Promise<void> {
    const [x, y] = await this.run<[number, number]>(
      `const box = (${script}).getBoundingClientRect();
       return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];`,
    );
    const actions = [
      { type: "pointerMove", x, y, duration: 0, origin: "viewport" },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions };
    await this.say("PerformActions", { actions: [mouse] });
  }

  async stop(): Promise<void> {
    await this.end();
  }
}

/** The keys of WebDriver that are no signs. */
export const KEY = { tab: "\uE004", enter: "\uE007", escape: "\uE00C", shift: "\uE008" };

type Command = "NewSession" | "Navigate" | "ExecuteScript" | "PerformActions";
type Say = (command: Command, body: object) => Promise<unknown>;

const PATHS: Record<Command, ["GET" | "POST", string]> = {
  NewSession: ["POST", ""],
  Navigate: ["POST", "/url"],
  ExecuteScript: ["POST", "/execute/sync"],
  PerformActions: ["POST", "/actions"],
};

async function ask(method: string, url: string, body?: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method, headers, body: body ? JSON.stringify(body) : null });
  const { value } = (await answer.json()) as { value: unknown };
  if (!answer.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);
  return value;
}

/** `length:[0,id,command,parameters]` there, `length:[1,id,error,result]` back. */
function spokenOver(socket: Socket): Say {
  const waiting = new Map<number, (answer: [number, number, unknown, unknown]) => void>();
  let read = Buffer.alloc(0);
  let last = 0;
  socket.on("data", (bytes) => {
    read = Buffer.concat([read, bytes]);
    for (;;) {
      const colon = read.indexOf(":");
      const length = Number(read.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || read.length < colon + 1 + length) return;
      const packet = JSON.parse(read.subarray(colon + 1, colon + 1 + length).toString()) as unknown;
      read = read.subarray(colon + 1 + length);
      if (Array.isArray(packet)) waiting.get(Number(packet[1]))?.(packet as never);
    }
  });
  return (command, body) =>
    new Promise((done, failed) => {
      const id = ++last;
      waiting.set(id, ([, , error, result]) => {
        waiting.delete(id);
        if (error) failed(new Error(`${command}: ${JSON.stringify(error)}`));
        else done((result as { value?: unknown } | null)?.value);
      });
      const packet = Buffer.from(JSON.stringify([0, id, `WebDriver:${command}`, body]));
      socket.write(`${packet.length}:`);
      socket.write(packet);
    });
}

async function writePreferences(path: string, more: Record<string, string | number>): Promise<void> {
  const quiet = {
    "app.update.disabledForTesting": true,
    "browser.shell.checkDefaultBrowser": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "toolkit.telemetry.reportingpolicy.firstRun": false,
  };
  const lines = Object.entries({ ...quiet, ...more }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(path, lines.join("\n"));
}

async function connected(port: number, browser: Program): Promise<Socket> {
  let socket: Socket | undefined;
  const attempt = async () => {
    if (browser.hasEnded()) throw new Error("firefox ended before it listened");
    const trial = connect(port, "127.0.0.1");
    try {
      await once(trial, "connect");
      socket = trial;
    } catch {
      trial.destroy();
    }
    return socket !== undefined;
  };
  await expect.poll(attempt, { intervals: [100], timeout: 30_000 }).toBe(true);
  if (!socket) throw new Error("firefox does not listen");
  return socket;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
