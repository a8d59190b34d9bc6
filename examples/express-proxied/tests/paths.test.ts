import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Stage, type Client } from "./stage.ts";

/** The endpoints of the plan that Payflow had, as they stand there, below its `/api/payflow`. */
describe("the plan's paths answer below /api/payflow", () => {
  let stage: Stage;
  let ada: Client;
  let ben: Client;
  let max: Client;
  let mia: Client;
  let session: string;

  before(async () => {
    stage = await Stage.start();
    [ada, ben] = [await stage.as("ada"), await stage.as("ben")];
    [max, mia] = [await stage.as("max"), await stage.as("mia")];
    session = (await ada.open("Hello")).id;
  });
  after(() => stage.stop());

  test("PUT /admin/user/{userId}/chat-toggle", async () => {
    const off = await max.ask("PUT", "admin/user/ben/chat-toggle", { chat_enabled: false, reason: "Spam" });
    assert.equal(off.status, 200);
    assert.deepEqual(Object.keys(off.body).sort(), ["chat_enabled", "updated_at", "updated_by", "user_id"]);
    assert.deepEqual([off.body.user_id, off.body.chat_enabled], ["ben", false]);
    type Change = { chat_enabled: boolean; reason: string; updated_by: string };
    const { changes } = await max.must<{ changes: Change[] }>("GET", "admin/user/ben/chat-toggle/history");
    const [{ chat_enabled, reason, updated_by } = {}] = changes as Partial<Change>[];
    assert.deepEqual([chat_enabled, reason, updated_by], [false, "Spam", "max"]);
    const on = await max.ask("PUT", "admin/user/ben/chat-toggle", { chat_enabled: true });
    assert.deepEqual([on.status, on.body.chat_enabled], [200, true]);
    // Only administrators: not staff, and not the user.
    for (const client of [mia, ben]) {
      const refused = await client.ask("PUT", "admin/user/ben/chat-toggle", { chat_enabled: false });
      assert.deepEqual([refused.status, refused.body.code], [403, "forbidden"], client.name);
    }
  });

  test("POST and GET /chat/sessions", async () => {
    const again = await ada.ask("POST", "chat/sessions", {});
    assert.deepEqual([again.status, again.body.id], [200, session], "the open one is found again");
    type Opened = { is_active: boolean; user: { id: string; name: string; email: string } };
    const opened = await ben.ask<Opened>("POST", "chat/sessions", { subject: "Card", message: "Hi" });
    assert.deepEqual([opened.status, opened.body.is_active], [201, true]);
    const { id, name, email } = opened.body.user;
    assert.deepEqual([id, name, email], ["ben", "Ben Okri", "ben@payflow.example"], "as Payflow's table has it");
    const { sessions } = await ada.must<{ sessions: { id: string }[] }>("GET", "chat/sessions");
    assert.deepEqual(sessions.map(({ id }) => id), [session], "one's own, and nobody else's");
    for (const client of [max, mia]) assert.equal((await client.ask("GET", "chat/sessions")).status, 403);
  });

  test("GET /admin/chat/sessions", async () => {
    for (const client of [max, mia]) {
      const { body } = await client.ask<{ sessions: { id: string; unread_count: number }[] }>("GET", "admin/chat/sessions");
      assert.ok(body.sessions.some(({ id, unread_count }) => id === session && unread_count > 0), client.name);
    }
    const refused = await ada.ask("GET", "admin/chat/sessions");
    assert.deepEqual([refused.status, refused.body.code], [403, "forbidden"]);
  });

  test("GET /chat/session/{sessionId}/messages", async () => {
    for (const client of [ada, max, mia]) {
      const { body } = await client.ask<{ messages: object[] }>("GET", `chat/session/${session}/messages`);
      const [first] = body.messages as { id: number; content: string; timestamp: string; is_read: boolean; sender_type: string }[];
      assert.deepEqual([first?.id, first?.content, first?.sender_type], [1, "Hello", "user"], client.name);
      assert.ok(first && !Number.isNaN(Date.parse(first.timestamp)) && typeof first.is_read === "boolean");
    }
    const strange = await ben.ask("GET", `chat/session/${session}/messages`);
    assert.deepEqual([strange.status, strange.body.code], [404, "not_found"], "somebody else's is not there");
  });

  test("POST /chat/session/{sessionId}/messages", async () => {
    const path = `chat/session/${session}/messages`;
    const body = { content: "Is anybody there?", client_id: "once" };
    const sent = await ada.ask("POST", path, body);
    assert.deepEqual([sent.status, sent.body.content, sent.body.sender_type], [201, body.content, "user"]);
    const repeated = await ada.ask("POST", path, body);
    assert.deepEqual([repeated.status, repeated.body.id], [200, sent.body.id], "a repeat is stored once");
    const answered = await max.ask("POST", path, { content: "Yes." });
    assert.deepEqual([answered.status, answered.body.sender_type], [201, "admin"]);
    const strange = await ben.ask("POST", path, { content: "Me too" });
    assert.deepEqual([strange.status, strange.body.code], [404, "not_found"]);
    const large = "x".repeat(4_000);
    assert.equal((await ada.ask("POST", path, { content: large })).body.content, large, "bodies pass whole");
  });

  test("whatever a user is called reaches chatdesk as it is", async () => {
    for (const id of ["a/b", "a b", "ä🙂", "50%", "a%2Fb", "?x=1#y", "|{}'\"<>\\^`", "x".repeat(256)]) {
      const { user_id } = await max.must<{ user_id: string }>("PUT", `admin/user/${encodeURIComponent(id)}/chat-toggle`, { chat_enabled: true });
      assert.equal(user_id, id);
    }
  });

  test("nobody is told to log in, on every one of them", async () => {
    const paths = [
      ["PUT", "admin/user/ada/chat-toggle"],
      ["GET", "chat/sessions"],
      ["GET", "admin/chat/sessions"],
      ["GET", `chat/session/${session}/messages`],
      ["POST", `chat/session/${session}/messages`],
      ["POST", "chat/sessions"],
    ] as const;
    for (const [method, path] of paths) {
      const answer = await stage.ask(method, path, method === "GET" ? undefined : {});
      assert.deepEqual([answer.status, answer.body.code], [401, "unauthenticated"], `${method} ${path}`);
      assert.equal(answer.headers.get("www-authenticate"), "Bearer");
      assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
    }
  });
});
