import type { Request, Response } from "express";
import jwt from "jsonwebtoken";
import { isActive, people, type Person } from "./people.ts";

const COOKIE = "payflow";
const HOURS = 12;

/** Payflow's own login: a JWT in a cookie that no script can read. */
export class Sessions {
  constructor(private readonly secret: string) {}

  begin(req: Request, res: Response, person: Person): void {
    const token = jwt.sign({}, this.secret, { subject: person.id, expiresIn: `${HOURS}h` });
    res.cookie(COOKIE, token, {
      httpOnly: true,
      // No other site's form can act in somebody's name.
      sameSite: "lax",
      secure: req.secure,
      maxAge: HOURS * 3_600_000,
    });
  }

  end(res: Response): void {
    res.clearCookie(COOKIE);
  }

  /** Who asks; nobody where the cookie is missing, old or forged. */
  person(req: Request): Person | undefined {
    try {
      const { sub } = jwt.verify(req.cookies[COOKIE], this.secret, { algorithms: ["HS256"] });
      return people.find((person) => person.id === sub && isActive(person));
    } catch {
      return undefined;
    }
  }
}
