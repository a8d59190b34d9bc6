import { once } from "node:events";
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";

/** What a proxy does to what passes through it. */
export interface Treatment {
  /** An answer is passed on when it is complete. */
  buffers?: boolean;
  /** No WebSocket gets through. */
  refusesUpgrades?: boolean;
  /** No answer may take longer, in milliseconds. */
  longestAnswer?: number;
  /** A connection over which nothing came for so long is cut, in milliseconds. */
  longestSilence?: number;
  /** A POST is sent twice, and answered with the second answer. */
  repeatsPosts?: boolean;
  /** `Authorization` is taken off. */
  dropsAuthorization?: boolean;
}

/** A stream that is open. */
interface Open {
  path: string;
  since: number;
}

/**
 * Stands between the browser and the server as some companies' proxies do, and counts the streams
 * that are open at once.
 */
export class Between {
  treatment: Treatment = {};
  /** The streams that are open now: what a browser waits for without an end in sight. */
  readonly streams = new Set<Open>();
  /** How many there were at most since the last look. */
  most = 0;
  /** How many long polls were asked for. */
  polls = 0;
  /** How many requests of the interface came. */
  asked = 0;
  /** How many requests were sent twice. */
  repeats = 0;
  /** How many silent connections were cut. */
  cuts = 0;
  private readonly lines = new Set<Line>();

  private constructor(
    private readonly upstream: URL,
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
  ) {}

  static async start(upstream: string): Promise<Between> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a port has a number");
    const between = new Between(new URL(upstream), server, `http://127.0.0.1:${address.port}/`);
    server.on("request", (asked, answer) => between.pass(asked, answer));
    server.on("upgrade", (asked, socket) => between.upgrade(asked, socket as Socket));
    return between;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    for (const line of this.lines) line.end();
    await once(this.server, "close");
  }

  /** Nothing more reaches the browser over the connections there are; new ones are well. */
  dropAnswers(): void {
    for (const line of this.lines) line.isDeaf = true;
  }

  /** All open streams end. */
  cut(): void {
    for (const line of this.lines) line.end();
  }

  /** For how long the oldest stream is open, in milliseconds. */
  oldest(): number {
    return Math.max(0, ...[...this.streams].map(({ since }) => Date.now() - since));
  }

  private begin(asked: IncomingMessage, line: Line): void {
    const path = (asked.url ?? "/").replace(/^.*\/api/, "").replace(/\?.*/, "");
    this.lines.add(line);
    this.asked += Number(asked.url?.includes("/api/"));
    const isStream = path === "/chat/events" || path === "/chat/ws";
    if (isStream) {
      const open = { path, since: Date.now() };
      if (asked.headers.accept === "application/json") this.polls++;
      this.streams.add(open);
      this.most = Math.max(this.most, this.streams.size);
      line.over = () => this.streams.delete(open);
    }
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const line = new Line(() => answer.destroy());
    this.begin(asked, line);
    if (this.treatment.repeatsPosts && asked.method === "POST") return void this.repeat(asked, answer, line);
    const onward = this.onward(asked, line, (reply) => {
      const parts: Buffer[] = [];
      const { "transfer-encoding": _, ...kept } = reply.headers;
      const status = reply.statusCode ?? 502;
      if (!this.treatment.buffers) answer.writeHead(status, kept);
      // The headers of a stream must not wait for its first event.
      if (!this.treatment.buffers) answer.flushHeaders();
      const waiting = this.cutWhenSilent(line);
      reply.on("data", (part: Buffer) => {
        waiting?.refresh();
        if (line.isDeaf) return;
        if (this.treatment.buffers) parts.push(part);
        else answer.write(part);
      });
      reply.on("end", () => {
        line.close();
        if (line.isDeaf) return;
        if (this.treatment.buffers) answer.writeHead(status, kept);
        answer.end(Buffer.concat(parts));
      });
      reply.on("error", () => answer.destroy());
      reply.on("close", () => clearTimeout(waiting));
    });
    const { longestAnswer } = this.treatment;
    if (longestAnswer) {
      AbortSignal.timeout(longestAnswer).addEventListener("abort", () => line.end());
    }
    answer.on("close", () => {
      // What the browser gives up a proxy gives up too, unless nobody tells it.
      onward.destroy();
      line.close();
      this.lines.delete(line);
    });
    asked.pipe(onward);
  }

  /** The same request to the server. */
  private onward(asked: IncomingMessage, line: Line, heard: (reply: IncomingMessage) => void) {
    const headers: IncomingHttpHeaders = { ...asked.headers, connection: "close" };
    if (this.treatment.dropsAuthorization) delete headers.authorization;
    const target = new URL(asked.url ?? "/", this.upstream);
    return request(target, { method: asked.method, headers }, heard).on("error", () => line.end());
  }

  private async repeat(asked: IncomingMessage, answer: ServerResponse, line: Line): Promise<void> {
    const body = Buffer.concat(await asked.toArray());
    const first = this.onward(asked, line, (unheard) => {
      unheard.resume().on("end", () => {
        this.repeats++;
        const second = this.onward(asked, line, (reply) => {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer).on("close", () => line.close());
        });
        second.end(body);
      });
    });
    first.end(body);
  }

  private cutWhenSilent(line: Line): NodeJS.Timeout | undefined {
    const { longestSilence } = this.treatment;
    if (!longestSilence) return undefined;
    return setTimeout(() => {
      this.cuts++;
      line.end();
    }, longestSilence);
  }

  private upgrade(asked: IncomingMessage, browser: Socket): void {
    browser.on("error", () => browser.destroy());
    if (this.treatment.refusesUpgrades) {
      browser.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const line = new Line(() => browser.destroy());
    this.begin(asked, line);
    const server = connect(Number(this.upstream.port), this.upstream.hostname);
    server.on("connect", () => {
      const rows = [`${asked.method ?? "GET"} ${asked.url ?? "/"} HTTP/1.1`];
      for (let at = 0; at < asked.rawHeaders.length; at += 2) {
        rows.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`);
      }
      server.write(rows.join("\r\n") + "\r\n\r\n");
    });
    server.on("data", (part) => line.isDeaf || browser.write(part));
    browser.on("data", (part) => server.write(part));
    server.on("error", () => browser.destroy());
    server.on("close", () => line.isDeaf || browser.destroy());
    browser.on("close", () => {
      server.destroy();
      line.close();
      this.lines.delete(line);
    });
  }
}

/** One connection's way back to the browser. */
class Line {
  isDeaf = false;
  over: () => void = () => undefined;

  constructor(private readonly breakOff: () => void) {}

  close(): void {
    this.over();
  }

  end(): void {
    this.close();
    this.breakOff();
  }
}
