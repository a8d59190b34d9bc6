import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import cookies from "cookie-parser";
import express from "express";
import helmet from "helmet";
import { accounts } from "./accounts.ts";
import { chatProxy } from "./chat.ts";
import { pages } from "./pages.ts";
import { Sessions } from "./session.ts";

export interface Settings {
  /** 0: any that is free. */
  port: number;
  /** Where chatdesk-server listens. */
  chatdesk: string;
  /** Signs chat tokens; chatdesk-server has the same. */
  chatSecret: string;
  /** Signs Payflow's own sessions. Another one, so that neither token passes for the other. */
  sessionSecret: string;
}

/** Nothing inline, nothing from elsewhere; `wasm-unsafe-eval` is for the chat's window. */
const policy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
  },
};

/** Listens, and says where. */
export async function serve(settings: Settings): Promise<string> {
  const sessions = new Sessions(settings.sessionSecret);
  const chat = chatProxy(settings.chatdesk);
  const app = express();
  // Whose X-Forwarded-Proto counts: a proxy on this machine that ends TLS.
  app.set("trust proxy", "loopback");
  app.use(helmet({ contentSecurityPolicy: policy }));
  app.use(cookies());
  app.use("/api/payflow", accounts(sessions, settings.chatdesk, settings.chatSecret));
  // Before any body parser that is for all paths: a body that was read here would never reach chatdesk.
  app.use(chat);
  app.use(pages(sessions));

  const server = createServer(app);
  // Here, and not by the proxy's `ws: true`, which listens for WebSockets only after another request came.
  server.on("upgrade", (req, socket, head) => {
    if (req.url?.startsWith("/api/payflow/")) chat.upgrade(req, socket as Socket, head);
    // Nobody else takes it, and Node would leave it open.
    else socket.destroy();
  });
  server.listen(settings.port, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
