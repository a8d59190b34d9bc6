import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Stage, type Client } from "./stage.ts";

interface Page {
  messages: { id: number; content: string }[];
  last_seq: number;
  has_more: boolean;
}

interface Status {
  chat_enabled: boolean;
  unread_count: number;
}

/** The list of the plan's phase 5. In browsers, and on a phone: `tests/browser/express.spec.ts` of the project. */
describe("phase 5", () => {
  let stage: Stage;
  let max: Client;
  let users: Client[];

  before(async () => {
    stage = await Stage.start();
    max = await stage.as("max");
    users = await Promise.all(["ada", "ben", "cleo"].map((name) => stage.as(name)));
  });
  after(() => stage.stop());

  test("chat functionality with multiple users", async () => {
    const chats = await Promise.all(users.map((user) => user.open(`${user.name} 1`)));
    await Promise.all(
      users.map(async (user, at) => {
        const path = `chat/session/${chats[at]?.id}/messages`;
        await user.must("POST", path, { content: `${user.name} 2` });
        await max.must("POST", path, { content: `to ${user.name}` });
        const { messages } = await user.must<Page>("GET", path);
        assert.deepEqual(messages.map(({ id }) => id), [1, 2, 3]);
        assert.deepEqual(messages.map(({ content }) => content), [`${user.name} 1`, `${user.name} 2`, `to ${user.name}`]);
      }),
    );
    for (const user of users) {
      const own = await user.must<{ sessions: { user: { id: string } }[] }>("GET", "chat/sessions");
      assert.deepEqual(own.sessions.map((session) => session.user.id), [user.name], "own chats alone");
    }
  });

  test("admin control of the chat feature", async () => {
    const [ada, ben] = users as [Client, Client];
    const enabled = async (user: Client) => (await user.must<Status>("GET", "chat/status")).chat_enabled;
    assert.deepEqual([await enabled(ada), await enabled(ben)], [true, true], "on, unless somebody turns it off");
    await max.must("PUT", "admin/user/ada/chat-toggle", { chat_enabled: false });
    assert.deepEqual([await enabled(ada), await enabled(ben)], [false, true], "for one user");
    type Table = { users: { user_id: string; chat_enabled: boolean }[] };
    const { users: rows } = await max.must<Table>("GET", "admin/users?ids=ada,ben,nobody-yet");
    assert.deepEqual(rows.map((row) => [row.user_id, row.chat_enabled]), [["ada", false], ["ben", true], ["nobody-yet", true]]);
    await max.must("PUT", "admin/user/ada/chat-toggle", { chat_enabled: true });
    assert.equal(await enabled(ada), true);
  });

  test("edge case: user disabled while chatting", async () => {
    const cleo = users[2] as Client;
    const { id } = await cleo.open("Before");
    const path = `chat/session/${id}/messages`;
    const { last_seq } = await cleo.must<Page>("GET", path);
    await max.must("PUT", "admin/user/cleo/chat-toggle", { chat_enabled: false, reason: "phase 5" });
    for (const [method, where, body] of [["POST", path, { content: "After" }], ["POST", "chat/sessions", { another: true }]] as const) {
      const refused = await cleo.ask(method, where, body);
      assert.deepEqual([refused.status, refused.body.code], [403, "chat_disabled"]);
    }
    const kept = await cleo.must<Page>("GET", path);
    assert.equal(kept.last_seq, last_seq, "the history stays, and nothing was added");
    await max.must("PUT", "admin/user/cleo/chat-toggle", { chat_enabled: true });
    assert.equal((await cleo.ask("POST", path, { content: "Again" })).status, 201);
  });

  test("performance of message retrieval", async () => {
    const [ada] = users as [Client];
    const { id } = await ada.open("history");
    const path = `chat/session/${id}/messages`;
    const { last_seq } = await ada.must<Page>("GET", path);
    const count = 450 - last_seq;
    for (let at = 0; at < count; at += 20) {
      const batch = Array.from({ length: Math.min(20, count - at) }, (_, n) => `m${at + n}`);
      await Promise.all(batch.map((content) => ada.must("POST", path, { content })));
    }
    const newest = await timed(() => ada.must<Page>("GET", path));
    assert.deepEqual([newest.page.messages.length, newest.page.last_seq, newest.page.has_more], [50, 450, true]);
    const seen: number[] = [];
    for (let before: number | undefined = 451; before !== undefined; ) {
      const { page, took } = await timed(() => ada.must<Page>("GET", `${path}?limit=200&before=${before}`));
      assert.ok(took < 1_000, `a page took ${took} ms`);
      seen.unshift(...page.messages.map((message) => message.id));
      before = page.has_more ? page.messages[0]?.id : undefined;
    }
    assert.deepEqual(seen, Array.from({ length: 450 }, (_, n) => n + 1), "whole, in order, each once");
  });
});

describe("success metrics", () => {
  let stage: Stage;
  let ada: Client;
  let max: Client;
  let path: string;

  before(async () => {
    stage = await Stage.start();
    [ada, max] = [await stage.as("ada"), await stage.as("max")];
    path = `chat/session/${(await ada.open("one")).id}/messages`;
  });
  after(() => stage.stop());

  test("feature availability: chat is there for enabled users", async () => {
    assert.equal((await ada.must<Status>("GET", "chat/status")).chat_enabled, true);
    for (const file of ["widget.js", "widget/visitor.js"]) assert.equal((await fetch(`${stage.url}${file}`)).status, 200, file);
  });

  test("functionality: messages are sent, received, counted and read", async () => {
    await max.must("POST", path, { content: "two" });
    assert.equal((await ada.must<Status>("GET", "chat/status")).unread_count, 1);
    assert.deepEqual(await ada.must("POST", path.replace("messages", "read"), { up_to: 2 }), { unread_count: 0 });
    assert.equal((await ada.must<Status>("GET", "chat/status")).unread_count, 0);
  });

  test("performance: who polls every 5 seconds sees a message with the next poll", async () => {
    const { last_seq } = await ada.must<Page>("GET", path);
    await max.must("POST", path, { content: "news" });
    const { messages } = await ada.must<Page>("GET", `${path}?after=${last_seq}`);
    assert.deepEqual(messages.map(({ content }) => content), ["news"]);
  });

  test("usability: the admin's switch holds at once", async () => {
    await max.must("PUT", "admin/user/ada/chat-toggle", { chat_enabled: false });
    assert.equal((await ada.ask("POST", path, { content: "late" })).status, 403);
    await max.must("PUT", "admin/user/ada/chat-toggle", { chat_enabled: true });
    assert.equal((await ada.ask("POST", path, { content: "in time" })).status, 201);
  });

  test("reliability: the history is there after a restart, and while chatdesk is down pages are told so", async () => {
    const known = await ada.must<Page>("GET", path);
    await stage.stopChatdesk();
    const refused = await ada.ask("GET", path);
    assert.deepEqual([refused.status, refused.body.code], [503, "unavailable"]);
    assert.match(refused.headers.get("content-type") ?? "", /^application\/problem\+json/);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    assert.equal((await ada.stage.ask("GET", "me", undefined, { cookie: ada.cookie })).status, 200, "Payflow itself goes on");
    await stage.startChatdesk();
    const again = await ada.must<Page>("GET", path);
    assert.deepEqual(again.messages, known.messages);
  });
});

async function timed(ask: () => Promise<Page>): Promise<{ page: Page; took: number }> {
  const began = performance.now();
  return { page: await ask(), took: performance.now() - began };
}
