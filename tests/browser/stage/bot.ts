import { once } from "node:events";
import { createServer } from "node:http";
import { expect } from "@playwright/test";
import { type Server } from "./server";

/** What somebody of a text channel is to read. */
interface Reply {
  text: string;
  buttons: { id: string; title: string }[];
}

/** What comes of what somebody wrote. */
export interface Heard {
  handled: boolean;
  state: "idle" | "registered" | "chat_support_active";
  replies: Reply[];
}

/** What the server tells its host. */
interface Told {
  type: string;
  data: { address?: string; text?: string };
}

/**
 * The bot of a host that has its text channels itself: it hands in what people write there, and is told by a webhook
 * what they are to read.
 */
export class Bot {
  /** What it was told, in its order; each once. */
  readonly told: Told[] = [];
  private readonly ids = new Set<string>();
  /** How it answers a webhook. */
  status = 204;
  private server: Server | undefined;
  private token = "";
  private n = 0;

  private constructor(
    private readonly listener: ReturnType<typeof createServer>,
    private readonly port: number,
  ) {}

  static async start(): Promise<Bot> {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("a port has a number");
    const bot = new Bot(listener, address.port);
    listener.on("request", (asked, answer) => {
      let body = "";
      asked.setEncoding("utf8").on("data", (text: string) => (body += text));
      asked.on("end", () => {
        const id = String(asked.headers["webhook-id"]);
        // What was refused is not heard, and comes again.
        if (bot.status < 300 && !bot.ids.has(id)) {
          bot.ids.add(id);
          bot.told.push(JSON.parse(body) as Told);
        }
        answer.writeHead(bot.status).end();
      });
    });
    return bot;
  }

  /** The settings of a server that tells it what happens. */
  get settings(): string {
    return `[server]
private_webhooks = ["127.0.0.0/8"]

[[channels.webhook]]
url = "http://127.0.0.1:${this.port}/hook"
secret = "whsec_a2tra2tra2tra2tra2tra2tra2tra2tr"
`;
  }

  async serve(server: Server): Promise<void> {
    this.server = server;
    this.token = await server.token({ sub: "the bot", role: "host" });
  }

  /** Somebody writes by WhatsApp; the bot hands it in and says what it is to answer. */
  async hears(phone: string, text: string, more: { name?: string; registered?: boolean } = {}): Promise<Heard> {
    if (!this.server) throw new Error("a bot serves a server");
    const headers = {
      authorization: `Bearer ${this.token}`,
      "content-type": "application/json",
    };
    const body = JSON.stringify({ address: phone, text, message_id: `wamid-${++this.n}`, ...more });
    const answer = await fetch(`${this.server.url}api/channels/whatsapp/inbound`, { method: "POST", headers, body });
    expect(answer.status, text).toBe(200);
    return (await answer.json()) as Heard;
  }

  /** What people of text channels were to read, in its order. */
  get said(): string[] {
    const outbound = this.told.filter(({ type }) => type === "message.outbound");
    return outbound.map(({ data }) => data.text ?? "");
  }

  async stop(): Promise<void> {
    this.listener.close();
    this.listener.closeAllConnections();
    await once(this.listener, "close");
  }
}
