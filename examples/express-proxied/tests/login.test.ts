import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import jwt from "jsonwebtoken";
import { Stage } from "./stage.ts";

describe("Payflow's login is the chat's", () => {
  let stage: Stage;
  before(async () => void (stage = await Stage.start()));
  after(() => stage.stop());

  test("the token says who it is, for minutes", async () => {
    for (const [name, role] of [["ada", "user"], ["mia", "agent"], ["max", "admin"]] as const) {
      const { token } = await stage.as(name);
      const claims = jwt.verify(token, stage.secret, { algorithms: ["HS256"] }) as jwt.JwtPayload;
      assert.deepEqual([claims.sub, claims["role"], claims["email"]], [name, role, `${name}@payflow.example`]);
      assert.ok(claims.exp! - claims.iat! <= 15 * 60);
    }
  });

  test("without a session there is no token", async () => {
    const forged = jwt.sign({}, "somebody else's secret, 32 bytes long", { subject: "max" });
    const chat = (await stage.as("max")).token;
    for (const cookie of ["", `payflow=${forged}`, `payflow=${chat}`, "payflow=nonsense"]) {
      assert.equal((await stage.ask("GET", "chat-token", undefined, { cookie })).status, 401, cookie);
      assert.equal((await stage.ask("GET", "me", undefined, { cookie })).status, 401, cookie);
    }
  });

  test("Payflow's session is no chat token", async () => {
    const { cookie } = await stage.as("max");
    const authorization = `Bearer ${cookie.replace("payflow=", "")}`;
    assert.equal((await stage.ask("GET", "admin/users", undefined, { authorization })).status, 401);
    assert.equal((await stage.ask("GET", "admin/users", undefined, { cookie })).status, 401, "nor is its cookie");
  });

  test("a wrong name and a wrong password are refused alike", async () => {
    const asked = [{ name: "max", password: "wrong" }, { name: "nobody", password: "payflow-demo" }, { name: 1 }, {}];
    const answers = await Promise.all(asked.map((body) => stage.ask("POST", "login", body)));
    for (const { status, body, headers } of answers) {
      assert.deepEqual([status, body], [401, answers[0]?.body]);
      assert.deepEqual(headers.getSetCookie(), []);
    }
  });

  test("no script reads the session's cookie, and no other site's form brings it along", async () => {
    const { headers } = await stage.ask("POST", "login", { name: "ada", password: "payflow-demo" });
    const [cookie] = headers.getSetCookie();
    assert.match(cookie ?? "", /HttpOnly/);
    assert.match(cookie ?? "", /SameSite=Lax/);
    assert.equal(headers.get("cache-control"), "no-store");
  });

  test("pages are for whom they are, and the user table is for staff", async () => {
    const [ada, max] = [await stage.as("ada"), await stage.as("max")];
    const led = async (path: string, cookie: string) => {
      const answer = await fetch(`${stage.url}${path}`, { headers: { cookie }, redirect: "manual" });
      return answer.headers.get("location") ?? answer.status;
    };
    assert.deepEqual(await Promise.all(["", "dashboard", "admin", "desk"].map((path) => led(path, ""))), [200, "/", "/", "/"]);
    assert.deepEqual(await Promise.all(["", "dashboard", "admin", "desk"].map((path) => led(path, ada.cookie))), ["/dashboard", 200, "/dashboard", "/dashboard"]);
    assert.deepEqual(await Promise.all(["", "dashboard", "admin", "desk"].map((path) => led(path, max.cookie))), ["/admin", "/admin", 200, 200]);
    const table = async (cookie: string) => (await stage.ask("GET", "accounts", undefined, { cookie })).status;
    assert.deepEqual([await table(""), await table(ada.cookie), await table(max.cookie)], [401, 403, 200]);
  });
});
