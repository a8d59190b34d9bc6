import { randomUUID } from "node:crypto";
import { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Request, Response } from "express";
import { createProxyMiddleware } from "http-proxy-middleware";
import jwt from "jsonwebtoken";
import type { Person } from "./people.ts";

/** Says to chatdesk who somebody is, for a few minutes; the pages ask for a new one in time. */
export function chatToken({ id, name, email, role }: Person, secret: string): string {
  return jwt.sign({ name, email, role }, secret, { subject: id, expiresIn: "10m" });
}

interface Revoking {
  admin: Person;
  chatdesk: string;
  chatSecret: string;
}

/** Every chat token that somebody has is refused from now on, and what they have open ends within a second. */
export async function revoke({ id }: Person, { admin, chatdesk, chatSecret }: Revoking): Promise<void> {
  const url = new URL(`/api/payflow/admin/user/${encodeURIComponent(id)}/revoke`, chatdesk);
  const headers = { Authorization: `Bearer ${chatToken(admin, chatSecret)}` };
  const answer = await fetch(url, { method: "POST", headers });
  if (!answer.ok) throw new Error(`chatdesk answers ${answer.status}: tokens of ${id} still count`);
}

/** chatdesk-server, which runs with `prefix = "/api/payflow"`, so that no path is rewritten. */
export function chatProxy(target: string) {
  return createProxyMiddleware<Request, Response>({
    target,
    // The interface; the tag's script and what it loads; the full console.
    pathFilter: ["/api/payflow/", "/widget", "/console/"],
    // X-Forwarded-For, -Host, -Proto: limits count browsers, and not this proxy as one of them.
    xfwd: true,
    // Who is silent for so long is gone: a stream sends something every 15 s, a long poll answers within 30.
    proxyTimeout: 60_000,
    on: {
      // Who gives up waiting is given up at chatdesk, too.
      proxyReq: (onward, _req, res) => res.on("close", () => onward.destroy()),
      // And where chatdesk breaks off a stream its browser is told, and comes back.
      proxyRes: (answer, _req, res) => answer.on("close", () => answer.complete || res.destroy()),
      error: unavailable,
    },
  });
}

/** What a page is told while chatdesk is down, in the form of chatdesk's own refusals: it tries again. */
function unavailable(_error: Error, _req: Request, res: Response | Socket): void {
  // A WebSocket, or an answer that broke off in the middle: only its end says so.
  if (!(res instanceof ServerResponse) || res.headersSent) return void res.destroy();
  res.status(503).set("Retry-After", "5").type("application/problem+json").json({
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    detail: "Support chat cannot be reached. Try again in a moment.",
    code: "unavailable",
    request_id: randomUUID(),
  });
}
