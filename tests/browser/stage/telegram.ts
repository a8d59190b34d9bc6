import { once } from "node:events";
import { createServer } from "node:http";
import { expect } from "@playwright/test";
import { type Server } from "./server";

const TOKEN = "1:browser";
const SECRET = "a-secret-of-the-webhook";
/** The group of the desk, with topics. */
const GROUP = -1001;

/** A call of the Bot API. */
interface Call {
  method: string;
  body: { chat_id?: number; message_thread_id?: number; text?: string; name?: string };
}

/** Of each method: what it needs, and what else it may have. */
const METHODS: Record<string, { needs: string[]; takes: string[] }> = {
  getMe: { needs: [], takes: [] },
  createForumTopic: { needs: ["chat_id", "name"], takes: ["icon_color", "icon_custom_emoji_id"] },
  sendMessage: {
    needs: ["chat_id", "text"],
    takes: ["message_thread_id", "entities", "reply_markup", "link_preview_options"],
  },
};

/** Telegram, as a bot and its group see it: it refuses what the Bot API would, and posts what people write. */
export class Telegram {
  /** What was called, in its order. */
  readonly calls: Call[] = [];
  private server: Server | undefined;
  private n = 0;

  private constructor(
    private readonly listener: ReturnType<typeof createServer>,
    private readonly port: number,
  ) {}

  static async start(): Promise<Telegram> {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("a port has a number");
    const telegram = new Telegram(listener, address.port);
    listener.on("request", (asked, answer) => {
      let text = "";
      asked.setEncoding("utf8").on("data", (part: string) => (text += part));
      asked.on("end", () => {
        const { status, body } = telegram.answer(asked.url ?? "", text);
        answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
    return telegram;
  }

  get settings(): string {
    return `[channels.telegram]
bot_token = "${TOKEN}"
webhook_secret = "${SECRET}"
alert_chat_id = "${GROUP}"
topics = true
api_base = "http://127.0.0.1:${this.port}"
`;
  }

  serve(server: Server): void {
    this.server = server;
  }

  /** What was said in the group, by topic. */
  get said(): { thread: number | undefined; text: string }[] {
    const messages = this.calls.filter(({ method }) => method === "sendMessage");
    return messages.map(({ body }) => ({ thread: body.message_thread_id, text: body.text ?? "" }));
  }

  /** Somebody writes to the bot alone; comes to what they are told in the answer. */
  async writes(user: number, text: string): Promise<string> {
    const chat = { id: user, type: "private" };
    return this.post({ chat, text, from: person(user) });
  }

  /** Somebody writes in a topic of the group. */
  async writesIn(thread: number, user: number, text: string): Promise<string> {
    const chat = { id: GROUP, type: "supergroup", is_forum: true };
    return this.post({ chat, text, from: person(user), message_thread_id: thread, is_topic_message: true });
  }

  async stop(): Promise<void> {
    this.listener.close();
    this.listener.closeAllConnections();
    await once(this.listener, "close");
  }

  private async post(message: object): Promise<string> {
    if (!this.server) throw new Error("Telegram posts to a server");
    const n = ++this.n;
    const date = Math.floor(Date.now() / 1000);
    const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET };
    const body = JSON.stringify({ update_id: n, message: { message_id: 5000 + n, date, ...message } });
    const answer = await fetch(`${this.server.url}api/webhooks/telegram`, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
    const said = await answer.text();
    return said ? ((JSON.parse(said) as { text?: string }).text ?? "") : "";
  }

  private answer(url: string, text: string): { status: number; body: object } {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(url) ?? [];
    const known = METHODS[method ?? ""];
    const refuse = (code: number, description: string) => {
      return { status: code, body: { ok: false, error_code: code, description } };
    };
    if (token !== TOKEN || !method || !known) return refuse(404, "Not Found");
    const body = JSON.parse(text || "{}") as Call["body"];
    const names = Object.keys(body);
    const isWhole = known.needs.every((name) => names.includes(name));
    const isKnown = names.every((name) => known.needs.includes(name) || known.takes.includes(name));
    const length = [...(body.text ?? body.name ?? "x")].length;
    if (!isWhole || !isKnown || length < 1 || length > 4096) return refuse(400, `Bad Request: ${names.join()}`);
    this.calls.push({ method, body });
    const id = this.calls.length;
    const result =
      method === "getMe"
        ? { id: 1, is_bot: true, first_name: "Shop", username: "shopbot" }
        : method === "createForumTopic"
          ? { message_thread_id: 70 + id, name: body.name, icon_color: 7322096 }
          : { message_id: id, date: 1, chat: { id: body.chat_id, type: "supergroup" }, text: body.text };
    return { status: 200, body: { ok: true, result } };
  }
}

function person(id: number) {
  return { id, is_bot: false, first_name: `Person ${id}` };
}
