import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "./port";
import { Program } from "./program";

const program = process.env["CHATDESK_TEST_NGINX"] ?? "/usr/sbin/nginx";
const manual = resolve(__dirname, "../../../docs/proxies/nginx.md");

/** A real nginx in front of a server, set up as docs/proxies/nginx.md tells people to. */
export class Nginx {
  private constructor(
    private readonly folder: string,
    private readonly process: Program,
    readonly url: string,
  ) {}

  static async start(upstream: string): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), "chatdesk-nginx-"));
    // The workers of an nginx that root starts are somebody else.
    await chmod(folder, 0o755);
    const port = await freePort();
    const file = join(folder, "nginx.conf");
    await writeFile(file, configuration(folder, port, await snippet(upstream)));
    const nginx = Program.start("nginx", program, ["-c", file, "-e", join(folder, "error.log")]);
    const url = `http://127.0.0.1:${port}/a/b/support/`;
    await expect
      .poll(() => nginx.hasEnded() || answers(url), { message: "nginx answers", intervals: [20] })
      .toBe(true);
    return new Nginx(folder, nginx, url);
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await rm(this.folder, { recursive: true });
  }
}

/** The locations that the manual shows, for this server. */
async function snippet(upstream: string): Promise<string> {
  const text = await readFile(manual, "utf8");
  const block = /```nginx\n([\s\S]*?)```/.exec(text)?.[1];
  if (!block?.includes("http://127.0.0.1:8080")) {
    throw new Error("docs/proxies/nginx.md shows how nginx stands before 127.0.0.1:8080");
  }
  return block.replaceAll("http://127.0.0.1:8080", upstream.replace(/\/$/, ""));
}

function configuration(folder: string, port: number, locations: string): string {
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
    listen 127.0.0.1:${port};
    ${locations}
  }
}
`;
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD" });
    return true;
  } catch {
    return false;
  }
}
