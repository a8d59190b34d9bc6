import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Program } from "./program";

const program =
  process.env["CHATDESK_TEST_SERVER"] ??
  resolve(__dirname, "../../../target/debug/chatdesk-server");

/** Every visitor of a test comes from one address, and is faster than people are. */
const unlimited = {
  CHATDESK_LIMITS_SENDS_PER_ACTOR: "0",
  CHATDESK_LIMITS_OPENS_PER_ACTOR: "0",
  CHATDESK_LIMITS_READS_PER_ACTOR: "0",
  CHATDESK_LIMITS_VISITORS_PER_ADDRESS: "0",
  CHATDESK_LIMITS_TICKETS_PER_ADDRESS: "0",
};

/** Who a token is for. */
export interface Bearer {
  sub: string;
  role?: "user" | "agent" | "admin" | "host";
  name?: string;
  /** For how long, as `3s`; an hour where nothing is said. */
  ttl?: string;
}

/** The real server, with a data folder of its own. */
export class Server {
  private constructor(
    private readonly data: string,
    private readonly isKept: boolean,
    private readonly config: string | undefined,
    private process: Program,
    /** The demo page, as the server printed it. */
    readonly url: string,
    private consoleUrl: string,
  ) {}

  /** With these settings, as the text of their file. */
  static async start(settings?: string): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), "chatdesk-browser-"));
    const config = settings ? join(data, "config.toml") : undefined;
    if (config && settings) await writeFile(config, settings);
    const launched = await launch(data, 0, config);
    return new Server(data, false, config, launched.process, launched.demo, launched.console);
  }

  /** Over a data folder that was filled before, and stays. */
  static async over(data: string): Promise<Server> {
    const launched = await launch(data, 0);
    return new Server(data, true, undefined, launched.process, launched.demo, launched.console);
  }

  /** With made-up chats of so many people. */
  static async demo(users: number): Promise<Server> {
    const data = await mkdtemp(join(tmpdir(), "chatdesk-browser-"));
    await Program.run("chatdesk-server demo", program, ["demo", "--users", `${users}`, "--data", data]);
    const launched = await launch(data, 0);
    return new Server(data, false, undefined, launched.process, launched.demo, launched.console);
  }

  /** The part of the console's link behind `#`: a code for one visit. */
  get consoleCode(): string {
    return new URL(this.consoleUrl).hash;
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    await this.process.kill();
  }

  /** Starts it again on the same port and the same data. */
  async restart(): Promise<void> {
    const launched = await launch(this.data, Number(new URL(this.url).port), this.config);
    this.process = launched.process;
    this.consoleUrl = launched.console;
  }

  /** Ends it as its owner does and starts it again: there is a new link to the console. */
  async restartInPeace(): Promise<void> {
    await this.process.stop();
    await this.restart();
  }

  /** A token as the host's own login would issue it. */
  async token(bearer: Bearer): Promise<string> {
    const args = ["token", "--sub", bearer.sub, "--role", bearer.role ?? "user"];
    if (bearer.name) args.push(`--name=${bearer.name}`);
    if (bearer.ttl) args.push("--ttl", bearer.ttl);
    return Program.run("chatdesk-server token", program, [...args, "--data", this.data]);
  }

  /** Somebody of the desk without a host's login: the link by which they set their password. */
  async addAgent(name: string, url: string): Promise<string> {
    const line = await Program.run("chatdesk-server agent", program, ["agent", "add", name, "--data", this.data]);
    return `${url}console/${new URL(line.trim()).hash}`;
  }

  async stop(): Promise<void> {
    if (!this.process.hasEnded()) await this.process.stop();
    if (!this.isKept) await rm(this.data, { recursive: true });
  }
}

async function launch(data: string, port: number, config?: string) {
  const args = ["--addr", `127.0.0.1:${port}`, "--data", data];
  if (config) args.push("--config", config);
  const process = Program.start("chatdesk-server", program, args, unlimited);
  const [demo, console] = (await process.lines(2)).map((line) => line.trim().split(/\s+/));
  if (demo?.[0] !== "demo" || !demo[1] || console?.[0] !== "console" || !console[1]) {
    throw new Error(`the server prints its two links, not: ${demo?.join(" ")} ${console?.join(" ")}`);
  }
  return { process, demo: demo[1], console: console[1] };
}
