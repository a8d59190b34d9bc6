import express, { Router } from "express";
import { chatToken } from "./chat.ts";
import { isStaff, people, recognise } from "./people.ts";
import type { Sessions } from "./session.ts";

/** Payflow's own calls; none of them is a path of chatdesk's. */
export function accounts(sessions: Sessions, chatSecret: string): Router {
  const router = Router();
  router.use(["/login", "/logout", "/me", "/accounts", "/chat-token"], (_req, res, next) => {
    res.set("Cache-Control", "no-store");
    next();
  });

  // This path alone has a body parser: what is for chatdesk goes on unread.
  router.post("/login", express.json(), async (req, res) => {
    const { name, password } = req.body ?? {};
    const known = typeof name === "string" && typeof password === "string";
    const person = known ? await recognise(name, password) : undefined;
    if (!person) return void res.status(401).json({ error: "Name or password is wrong." });
    sessions.begin(req, res, person);
    res.json(person);
  });

  router.post("/logout", (_req, res) => {
    sessions.end(res);
    res.status(204).end();
  });

  router.get("/me", (req, res) => {
    const person = sessions.person(req);
    if (!person) return void res.status(401).json({ error: "Nobody is logged in." });
    res.json(person);
  });

  /** The table of users, for staff. */
  router.get("/accounts", (req, res) => {
    const person = sessions.person(req);
    if (!person) return void res.status(401).json({ error: "Nobody is logged in." });
    if (!isStaff(person)) return void res.status(403).json({ error: "Only staff sees all users." });
    res.json({ accounts: people.filter((it) => !isStaff(it)) });
  });

  /** How the login reaches the chat: `data-token-url` of the tag, and `client/chat/client.ts`. */
  router.get("/chat-token", (req, res) => {
    const person = sessions.person(req);
    if (!person) return void res.status(401).json({ error: "Nobody is logged in." });
    res.json({ token: chatToken(person, chatSecret) });
  });

  return router;
}
