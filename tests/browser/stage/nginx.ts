import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "./port";
import { Program } from "./program";

const program = process.env["CHATDESK_TEST_NGINX"] ?? "/usr/sbin/nginx";
const manual = resolve(__dirname, "../../../docs/proxies/nginx.md");

/** How an nginx differs from the first block of the manual. */
export interface Differences {
  /** TLS and HTTP/2, with a certificate that nobody knows. */
  http2?: boolean;
  /** It buffers, whatever the server says. */
  buffers?: boolean;
  /** It compresses streams, too: where it buffers, they are held back until there is enough of them. */
  compresses?: boolean;
  /** The manual's second block is there, too. */
  passesUpgrades?: boolean;
}

/** A real nginx in front of a server, set up as docs/proxies/nginx.md tells people to. */
export class Nginx {
  private constructor(
    private readonly folder: string,
    private readonly process: Program,
    readonly url: string,
  ) {}

  static async start(upstream: string, differences: Differences = {}): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), "chatdesk-nginx-"));
    // The workers of an nginx that root starts are somebody else.
    await chmod(folder, 0o755);
    const port = await freePort();
    const file = join(folder, "nginx.conf");
    const listen = differences.http2 ? await encrypted(folder, port) : `listen 127.0.0.1:${port};`;
    await writeFile(file, configuration(folder, listen, await locations(upstream, differences)));
    const nginx = Program.start("nginx", program, ["-c", file, "-e", join(folder, "error.log")]);
    const url = `${differences.http2 ? "https" : "http"}://127.0.0.1:${port}/a/b/support/`;
    await expect
      .poll(() => nginx.hasEnded() || answers(port), { message: "nginx answers", intervals: [20] })
      .toBe(true);
    return new Nginx(folder, nginx, url);
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await rm(this.folder, { recursive: true });
  }
}

/** The locations that the manual shows, for this server. */
async function locations(upstream: string, differences: Differences): Promise<string> {
  const text = await readFile(manual, "utf8");
  const [first, second] = [...text.matchAll(/```nginx\n([\s\S]*?)```/g)].map(([, block]) => block);
  if (!first?.includes("http://127.0.0.1:8080") || !second?.includes("http://127.0.0.1:8080")) {
    throw new Error("docs/proxies/nginx.md shows how nginx stands before 127.0.0.1:8080");
  }
  const shown = differences.passesUpgrades ? first + second : first;
  const here = shown.replaceAll("http://127.0.0.1:8080", upstream.replace(/\/$/, ""));
  const buffering = "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;";
  const compressing = "gzip on; gzip_proxied any; gzip_types text/event-stream;";
  const added = [differences.buffers && buffering, differences.compresses && compressing].filter(Boolean);
  return here.replace("proxy_buffering off;", added.join(" ") || "$&");
}

async function encrypted(folder: string, port: number): Promise<string> {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  await Program.run("openssl", "openssl", ["req", "-x509", ...kind, ...names, ...files]);
  return `listen 127.0.0.1:${port} ssl http2;
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};`;
}

function configuration(folder: string, listen: string, locations: string): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = kinds.map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join("\n  ");
  return `daemon off;
worker_processes 1;
pid ${join(folder, "nginx.pid")};
events { worker_connections 256; }
http {
  access_log off;
  ${temporary}
  server {
    ${listen}
    ${locations}
  }
}
`;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
