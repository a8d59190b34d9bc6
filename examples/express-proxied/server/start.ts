import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { serve } from "./app.ts";
import { PASSWORD, people } from "./people.ts";

/** `npm start`: chatdesk-server and the host, with secrets that are made at the first start. */
const data = fileURLToPath(new URL("../data/", import.meta.url));
const secrets = readSecrets(`${data}secrets.json`);
const chatdesk = await startChatdesk();
const port = Number(process.env.PORT ?? 3000);
const url = await serve({ port, chatdesk, chatSecret: secrets.chat, sessionSecret: secrets.session });

console.log(`\nPayflow  ${url}\n`);
for (const { id, role } of people) console.log(`  ${id.padEnd(6)}${PASSWORD}  ${role}`);
console.log("\nLog in as ada; in another browser, or a private window, as max. Ctrl-C stops all.");

interface Secrets {
  chat: string;
  session: string;
}

function readSecrets(file: string): Secrets {
  if (!existsSync(file)) {
    const secret = () => randomBytes(32).toString("base64url");
    mkdirSync(data, { recursive: true });
    writeFileSync(file, JSON.stringify({ chat: secret(), session: secret() }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, "utf8")) as Secrets;
}

/** Starts `CHATDESK_SERVER`, or what cargo builds, and waits for the address that it prints. */
async function startChatdesk(): Promise<string> {
  const { CHATDESK_SERVER, CHATDESK_URL: _, ...env } = process.env;
  const workspace = fileURLToPath(new URL("../../../Cargo.toml", import.meta.url));
  const cargo = ["cargo", "run", "--quiet", "--manifest-path", workspace, "--package", "chatdesk-server", "--"];
  const [program = "", ...args] = CHATDESK_SERVER ? [CHATDESK_SERVER] : cargo;
  if (!CHATDESK_SERVER) console.log("Building chatdesk-server: minutes the first time, seconds afterwards.");
  const child = spawn(program, [...args, "--addr", "127.0.0.1:0", "--data", `${data}chatdesk`], {
    env: { ...env, CHATDESK_SERVER_PREFIX: "/api/payflow", CHATDESK_AUTH_JWT_SECRET: secrets.chat },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code) => fail(`it ended with ${code}`));
  process.on("exit", () => child.kill());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit());
  for await (const line of createInterface(child.stdout)) {
    const address = /^demo\s+(\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  return fail("it printed no address");
}

function fail(why: string): never {
  console.error(`chatdesk-server: ${why}`);
  process.exit(1);
}
