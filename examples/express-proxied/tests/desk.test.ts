import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AdminUser, Message, Session, StreamEvent } from "../client/chat/client.ts";
import { EMPTY, reduce, type Action, type Desk } from "../client/chat/desk.ts";

const session = (id: string, version: number, more: Partial<Session> = {}) =>
  ({ id, version, user: { id: `user of ${id}` }, unread_count: 0, chat_enabled: true, updated_at: `2026-01-01T00:00:0${version}Z`, ...more }) as Session;
const message = (id: number, more: Partial<Message> = {}) =>
  ({ id, session_id: "a", sender_type: "user", content: `m${id}`, is_read: false, ...more }) as Message;
const user = (user_id: string, more: Partial<AdminUser> = {}) =>
  ({ user_id, chat_enabled: true, unread_count: 0, ...more }) as AdminUser;
const told = (event: StreamEvent["event"], data: object): Action => ({ type: "event", event: { event, data } as StreamEvent });
const after = (...actions: Action[]): Desk => actions.reduce(reduce, EMPTY);
const page = (messages: Message[], has_more = false) => ({ session: session("a", 1), messages, has_more }) as never;

describe("what the dashboard knows", () => {
  test("an event that comes twice, or after a newer one, changes nothing", () => {
    const twice = told("message", { message: message(2), session: session("a", 3, { unread_count: 1 }) });
    const desk = after(
      { type: "loaded", sessions: [session("a", 1)], users: [] },
      { type: "opened", id: "a" },
      { type: "page", page: page([message(1)]), isOlder: false },
      twice,
      twice,
      told("session", { session: session("a", 2, { unread_count: 9 }) }),
    );
    assert.deepEqual(desk.thread?.messages.map(({ id }) => id), [1, 2]);
    assert.deepEqual(desk.sessions.map(({ version, unread_count }) => [version, unread_count]), [[3, 1]]);
  });

  test("the newest change stands first, and a new chat is in the list", () => {
    const desk = after(
      { type: "loaded", sessions: [session("a", 1), session("b", 0)], users: [] },
      told("session", { session: session("b", 2) }),
      told("session", { session: session("c", 3) }),
    );
    assert.deepEqual(desk.sessions.map(({ id }) => id), ["c", "b", "a"]);
  });

  test("what staff say among themselves is in no list of customers", () => {
    const panel = session("p", 1, { kind: "panel" });
    const desk = after(told("session", { session: panel }), told("message", { session: panel, message: message(1) }));
    assert.deepEqual(desk.sessions, []);
  });

  test("a switch shows at the user and at every chat of theirs, also after an older count", () => {
    const desk = after(
      { type: "loaded", sessions: [session("a", 1)], users: [user("user of a")] },
      told("toggle", { user_id: "user of a", chat_enabled: false }),
      { type: "counted", users: [user("user of a", { unread_count: 4, chat_enabled: true })] },
    );
    assert.equal(desk.sessions[0]?.chat_enabled, false);
    const { chat_enabled, unread_count } = desk.users["user of a"] as AdminUser;
    assert.deepEqual([chat_enabled, unread_count], [false, 4]);
  });

  test("what was read is read on the side that read it", () => {
    const desk = after(
      { type: "loaded", sessions: [session("a", 1, { unread_count: 1 })], users: [] },
      { type: "opened", id: "a" },
      { type: "page", page: page([message(1), message(2, { sender_type: "admin" }), message(3, { sender_type: "admin" })]), isOlder: false },
      told("read", { session_id: "a", read: { user: 2, admin: 1 }, unread_count: 0, version: 2 }),
    );
    assert.deepEqual(desk.thread?.messages.map(({ is_read }) => is_read), [true, true, false]);
    assert.equal(desk.sessions[0]?.unread_count, 0);
  });

  test("older pages come before what is there, and say whether there is more", () => {
    const desk = after(
      { type: "loaded", sessions: [session("a", 1)], users: [] },
      { type: "opened", id: "a" },
      told("message", { message: message(4), session: session("a", 2) }),
      { type: "page", page: page([message(3), message(4)], true), isOlder: false },
    );
    assert.equal(desk.thread?.hasMore, true);
    const whole = reduce(desk, { type: "page", page: page([message(1), message(2)], false), isOlder: true });
    assert.deepEqual(whole.thread?.messages.map(({ id }) => id), [1, 2, 3, 4]);
    assert.equal(whole.thread?.hasMore, false);
  });

  test("after a reset nothing of before is left, and an open chat that is gone is closed", () => {
    const open: Action[] = [
      { type: "loaded", sessions: [session("a", 1)], users: [] },
      { type: "opened", id: "a" },
      { type: "page", page: page([message(1)]), isOlder: false },
    ];
    const kept = after(...open, { type: "loaded", sessions: [session("a", 1)], users: [] });
    assert.deepEqual([kept.thread?.messages, kept.loads], [[], 2]);
    assert.equal(after(...open, { type: "loaded", sessions: [], users: [] }).thread, undefined);
  });
});
