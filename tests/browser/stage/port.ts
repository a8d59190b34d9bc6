import { once } from "node:events";
import { createServer } from "node:net";

/** A port that nobody uses, for programs that cannot choose one by themselves and tell. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("a port has a number");
  return address.port;
}
