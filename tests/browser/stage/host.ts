import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { file } from "./files";
import { type Server } from "./server";

/** Where the chat is, and who issues its tokens. */
export type Chatdesk = Pick<Server, "url" | "token">;

/** A page of the host's, and the policy that browsers hold it to. */
export interface HostPage {
  html: string;
  policy?: string;
}

/** A folder that the host serves below its root. */
export interface HostFiles {
  folder: string;
  policy?: string;
}

/**
 * A small application with a login of its own, chatdesk below `/support/`: whoever has the cookie
 * `login` is that person, and the chat's login is the same one. What its pages' policies refused is
 * reported to it.
 */
export class Host {
  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly url: string,
    /** What browsers reported, one text each. */
    readonly reports: string[],
  ) {}

  static async start(
    chatdesk: Chatdesk,
    pages: Record<string, HostPage> = {},
    files?: HostFiles,
  ): Promise<Host> {
    const reports: string[] = [];
    const server = createServer((asked, answer) => {
      const path = asked.url ?? "/";
      if (path === "/favicon.ico") return void answer.writeHead(204).end();
      if (path === "/reports") return collect(asked, answer, reports);
      const page = pages[path];
      if (page) return show(page, answer);
      const served = files ? serveFile(files, path, answer) : Promise.resolve(false);
      served.then((was) => (was ? undefined : serve(chatdesk, asked, answer))).catch((error: unknown) => {
        answer.writeHead(500).end(String(error));
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a port has a number");
    return new Host(server, `http://127.0.0.1:${address.port}/`, reports);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}

const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>A host</title></head>
  <body>
    <main><h1>An application of somebody else</h1></main>
    <script src="/support/widget.js" defer data-token-url="/chat-token" data-title="Support"></script>
  </body>
</html>`;

function show({ html, policy }: HostPage, answer: ServerResponse): void {
  answer.writeHead(200, headers("text/html; charset=utf-8", policy)).end(html);
}

async function serveFile({ folder, policy }: HostFiles, path: string, answer: ServerResponse) {
  const found = await file(folder, path);
  if (found) answer.writeHead(200, headers(found.kind, policy)).end(found.bytes);
  return found !== undefined;
}

function headers(kind: string, policy?: string): Record<string, string> {
  const kinds = { "content-type": kind };
  if (!policy) return kinds;
  return { ...kinds, "content-security-policy": `${policy}; report-uri /reports` };
}

function collect(asked: IncomingMessage, answer: ServerResponse, reports: string[]): void {
  let report = "";
  asked.setEncoding("utf8").on("data", (text: string) => (report += text));
  asked.on("end", () => {
    reports.push(report);
    answer.writeHead(204).end();
  });
}

async function serve(chatdesk: Chatdesk, asked: IncomingMessage, answer: ServerResponse) {
  const path = asked.url ?? "/";
  if (path.startsWith("/support/")) return pass(chatdesk, path.slice("/support".length), asked, answer);
  if (path === "/chat-token") return giveToken(chatdesk, asked, answer);
  if (path === "/") return answer.writeHead(200, { "content-type": "text/html" }).end(PAGE);
  return answer.writeHead(404).end();
}

async function giveToken(chatdesk: Chatdesk, asked: IncomingMessage, answer: ServerResponse) {
  const sub = /(?:^|; )login=([a-z]+)/.exec(asked.headers.cookie ?? "")?.[1];
  if (!sub) return answer.writeHead(401).end();
  const name = sub.charAt(0).toUpperCase() + sub.slice(1);
  const token = await chatdesk.token({ sub, name });
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return answer.writeHead(200, headers).end(JSON.stringify({ token }));
}

/** Hands a request on and the answer back, as it comes. */
function pass(chatdesk: Chatdesk, path: string, asked: IncomingMessage, answer: ServerResponse) {
  const target = new URL(path, chatdesk.url);
  const onward = request(target, { method: asked.method, headers: asked.headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  onward.on("error", (error) => answer.destroy(error));
  answer.on("close", () => onward.destroy());
  asked.pipe(onward);
}
