import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Stage } from "./stage.ts";

describe("An administrator deactivates somebody", () => {
  let stage: Stage;
  before(async () => void (stage = await Stage.start()));
  after(() => stage.stop());

  const change = (cookie: string, id: string, body: unknown) => stage.ask("PUT", `accounts/${id}`, body, { cookie });

  test("who is no administrator does not, and a request that says nothing changes nothing", async () => {
    const [ada, mia, max] = [await stage.as("ada"), await stage.as("mia"), await stage.as("max")];
    const off = { active: false };
    const asked = ["", ada.cookie, mia.cookie].map((cookie) => change(cookie, "ben", off));
    assert.deepEqual((await Promise.all(asked)).map(({ status }) => status), [401, 403, 403]);
    assert.equal((await change(max.cookie, "nobody", off)).status, 404);
    for (const body of [{}, { active: "no" }, { active: 0 }]) assert.equal((await change(max.cookie, "ben", body)).status, 422);
    await stage.as("ben");
  });

  test("neither session nor chat token counts any more, and others go on", async () => {
    const [ada, ben, max] = [await stage.as("ada"), await stage.as("ben"), await stage.as("max")];
    await ada.open("Hello");

    assert.equal((await change(max.cookie, "ada", { active: false })).status, 200);

    assert.equal((await ada.ask("GET", "chat/sessions")).status, 401);
    for (const path of ["me", "chat-token"]) {
      assert.equal((await stage.ask("GET", path, undefined, { cookie: ada.cookie })).status, 401, path);
    }
    const login = { name: "ada", password: "payflow-demo" };
    assert.equal((await stage.ask("POST", "login", login)).status, 401);
    assert.equal((await ben.ask("GET", "chat/sessions")).status, 200);

    assert.equal((await change(max.cookie, "ada", { active: true })).status, 200);
    await stage.as("ada");
  });

  test("where chatdesk cannot be told that is said, and Payflow is closed to them all the same", async () => {
    const [cleo, max] = [await stage.as("cleo"), await stage.as("max")];
    await stage.stopChatdesk();
    assert.equal((await change(max.cookie, "cleo", { active: false })).status, 503);
    assert.equal((await stage.ask("GET", "me", undefined, { cookie: cleo.cookie })).status, 401);
    await stage.startChatdesk();
    assert.equal((await change(max.cookie, "cleo", { active: false })).status, 200);
    assert.equal((await cleo.ask("GET", "chat/sessions")).status, 401);
  });
});
