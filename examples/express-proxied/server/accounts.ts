import express, { Router } from "express";
import { chatToken, revoke } from "./chat.ts";
import { isActive, isStaff, people, recognise, setActive } from "./people.ts";
import type { Sessions } from "./session.ts";

/** Payflow's own calls; none of them is a path of chatdesk's. */
export function accounts(sessions: Sessions, chatdesk: string, chatSecret: string): Router {
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
    const users = people.filter((it) => !isStaff(it));
    res.json({ accounts: users.map((it) => ({ ...it, active: isActive(it) })) });
  });

  /** An administrator lets somebody in, or no longer: from Payflow at once, and from the chat. */
  router.put("/accounts/:id", express.json(), async (req, res) => {
    const admin = sessions.person(req);
    if (!admin) return void res.status(401).json({ error: "Nobody is logged in." });
    if (admin.role !== "admin") return void res.status(403).json({ error: "Only administrators do that." });
    const person = people.find(({ id }) => id === req.params.id);
    const active: unknown = req.body?.active;
    if (!person) return void res.status(404).json({ error: "There is nobody of that name." });
    if (typeof active !== "boolean") return void res.status(422).json({ error: "`active` is true or false." });
    setActive(person, active);
    // First no new token is given; then the ones that were given count no more, and streams end.
    try {
      if (!active) await revoke(person, { admin, chatdesk, chatSecret });
    } catch {
      return void res.status(503).json({ error: "They are out of Payflow, and the chat could not be told. Try again." });
    }
    res.json({ ...person, active });
  });

  /** How the login reaches the chat: `data-token-url` of the tag, and `client/chat/client.ts`. */
  router.get("/chat-token", (req, res) => {
    const person = sessions.person(req);
    if (!person) return void res.status(401).json({ error: "Nobody is logged in." });
    res.json({ token: chatToken(person, chatSecret) });
  });

  return router;
}
