import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PASSWORD } from "../server/people.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
const workspace = join(folder, "../..");

/** What is running, so that nothing outlives the tests. */
const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

/** Both programs as they are: chatdesk-server, and the host in front of it. */
export class Stage {
  readonly secret = randomBytes(32).toString("hex");
  private data = "";
  private chatdesk: ChildProcess | undefined;
  private host: ChildProcess | undefined;
  /** Behind the host's back. */
  chatdeskUrl = "";
  url = "";

  /** `upstream`: something else in chatdesk-server's place. */
  static async start(upstream?: string): Promise<Stage> {
    const stage = new Stage();
    stage.data = await mkdtemp(join(tmpdir(), "payflow-"));
    stage.chatdeskUrl = upstream ?? (await stage.startChatdesk());
    const env = { PORT: "0", CHATDESK_URL: stage.chatdeskUrl, CHATDESK_AUTH_JWT_SECRET: stage.secret };
    stage.host = run(process.execPath, ["--import", "tsx", "server/main.ts"], env);
    stage.url = await printed(stage.host, /^payflow +(\S+)$/);
    return stage;
  }

  /** On the port that it had before, where it had one. */
  async startChatdesk(): Promise<string> {
    const port = this.chatdeskUrl ? new URL(this.chatdeskUrl).port : "0";
    const args = ["--addr", `127.0.0.1:${port}`, "--data", this.data];
    this.chatdesk = run(program(), args, {
      CHATDESK_SERVER_PREFIX: "/api/payflow",
      CHATDESK_AUTH_JWT_SECRET: this.secret,
      // Whom a test plays writes faster than people do.
      CHATDESK_LIMITS_SENDS_PER_ACTOR: "0",
      CHATDESK_LIMITS_READS_PER_ACTOR: "0",
    });
    return printed(this.chatdesk, /^demo +(\S+)$/);
  }

  async stopChatdesk(): Promise<void> {
    if (this.chatdesk) await end(this.chatdesk);
  }

  /** As a power cut would. */
  async killChatdesk(): Promise<void> {
    if (this.chatdesk) await end(this.chatdesk, "SIGKILL");
  }

  async stop(): Promise<void> {
    for (const child of [this.host, this.chatdesk]) if (child) await end(child);
    await rm(this.data, { recursive: true, force: true });
  }

  /** A request below `/api/payflow`, without anybody's login. */
  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const sent = body === undefined ? null : JSON.stringify(body);
    const init = { method, headers: { ...json, ...headers }, body: sent, signal: AbortSignal.timeout(5_000) };
    const answer = await fetch(`${this.url}api/payflow/${path}`, init);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text ? JSON.parse(text) : {}) as T };
  }

  /** Somebody logs in to the host, and asks from then on with the token that it gives them. */
  async as(name: string): Promise<Client> {
    const login = await this.ask("POST", "login", { name, password: PASSWORD });
    assert.equal(login.status, 200, name);
    const cookie = login.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
    const { body } = await this.ask<{ token: string }>("GET", "chat-token", undefined, { cookie });
    return new Client(this, name, cookie, body.token);
  }
}

export class Client {
  constructor(
    readonly stage: Stage,
    readonly name: string,
    readonly cookie: string,
    readonly token: string,
  ) {}

  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }

  ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.stage.ask<T>(method, path, body, this.headers);
  }

  /** The answer of a request that has to go well. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Opens a chat, with a first message. */
  open(message: string): Promise<{ id: string }> {
    return this.must("POST", "chat/sessions", { message });
  }
}

function program(): string {
  const given = process.env["CHATDESK_TEST_SERVER"];
  if (given) return given;
  const build = ["build", "--quiet", "--package", "chatdesk-server", "--message-format=json"];
  const told = execFileSync("cargo", build, { cwd: workspace, encoding: "utf8", maxBuffer: 1e8 });
  const made = told.split("\n").map((line) => /"executable":"([^"]+)"/.exec(line)?.[1]);
  return made.findLast((path) => path !== undefined) ?? "";
}

function run(file: string, args: string[], more: NodeJS.ProcessEnv): ChildProcess {
  const { CHATDESK_SERVER: _, CHATDESK_URL: __, ...env } = process.env;
  const child = spawn(file, args, { cwd: folder, env: { ...env, ...more }, stdio: ["ignore", "pipe", "ignore"] });
  running.add(child);
  return child;
}

/** What a program's standard output says where it matches. */
async function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  assert.ok(child.stdout);
  for await (const line of createInterface(child.stdout)) {
    const found = pattern.exec(line)?.[1];
    if (found) return found;
  }
  throw new Error(`it ended before it printed ${pattern}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}
