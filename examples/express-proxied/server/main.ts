import { randomBytes } from "node:crypto";
import { serve } from "./app.ts";

/** The host alone: chatdesk-server runs elsewhere. */
const url = await serve({
  port: Number(process.env.PORT ?? 3000),
  chatdesk: needed("CHATDESK_URL"),
  chatSecret: needed("CHATDESK_AUTH_JWT_SECRET"),
  // Where it is not given a restart logs everybody out.
  sessionSecret: process.env.SESSION_SECRET ?? randomBytes(32).toString("base64url"),
});
console.log(`payflow  ${url}`);
// Streams are open for as long as pages are: nobody waits for their end.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit());

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} has to be set`);
  return value;
}
