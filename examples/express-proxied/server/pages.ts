import { fileURLToPath } from "node:url";
import express, { Router } from "express";
import { isStaff, type Person } from "./people.ts";
import type { Sessions } from "./session.ts";

const BUILT = fileURLToPath(new URL("../dist", import.meta.url));

/** Which file a path shows, and to whom; everybody else is led to where they belong. */
const PAGES: Record<string, [file: string, isFor: (person?: Person) => boolean]> = {
  "/": ["index.html", (person) => !person],
  "/dashboard": ["dashboard.html", (person) => !!person && !isStaff(person)],
  "/admin": ["admin.html", (person) => !!person && isStaff(person)],
  "/desk": ["desk.html", (person) => !!person && isStaff(person)],
};

/** What Vite built. */
export function pages(sessions: Sessions): Router {
  const router = Router();
  router.get(Object.keys(PAGES), (req, res) => {
    const person = sessions.person(req);
    const [file, isFor] = PAGES[req.path] ?? ["", () => false];
    if (!isFor(person)) return res.redirect(person ? (isStaff(person) ? "/admin" : "/dashboard") : "/");
    // Whoever logs out and goes back sees the login, and not what the browser kept.
    res.set("Cache-Control", "no-store").sendFile(file, { root: BUILT });
  });
  router.use("/assets", express.static(`${BUILT}/assets`, { immutable: true, maxAge: "1y" }));
  return router;
}
