import assert from "node:assert/strict";
import { on, once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { WebSocket } from "ws";
import { Stage, type Client } from "./stage.ts";
import { read, until, within } from "./events.ts";

/** Whatever is late by more than this was held back. */
const AT_ONCE_MS = 1_000;

describe("streams pass the proxy as they are", () => {
  let stage: Stage;
  let ada: Client;
  let max: Client;
  let session: string;

  before(async () => {
    stage = await Stage.start();
    [ada, max] = [await stage.as("ada"), await stage.as("max")];
    session = (await ada.open("Hello")).id;
  });
  after(() => stage.stop());

  test("an event arrives when it happens, unbuffered", async () => {
    const leaving = new AbortController();
    const headers = { ...ada.headers, accept: "text/event-stream", "accept-encoding": "gzip" };
    const answer = await fetch(`${stage.url}api/payflow/chat/events`, { headers, signal: leaving.signal });
    assert.match(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
    assert.equal(answer.headers.get("content-encoding"), null);
    const events = read(answer);
    assert.equal((await within(AT_ONCE_MS, events.next())).value?.event, "hello");
    for (const content of ["one", "two", "three"]) {
      const told = until(events, "message");
      const sent = performance.now();
      await max.must("POST", `chat/session/${session}/messages`, { content });
      const { message } = await within(AT_ONCE_MS, told);
      assert.equal(message.content, content);
      assert.ok(performance.now() - sent < AT_ONCE_MS);
    }
    leaving.abort();
  });

  test("a stream goes on after the cursor that it is given", async () => {
    const { cursor } = await ada.must<{ cursor: string }>("GET", "chat/status");
    await max.must("POST", `chat/session/${session}/messages`, { content: "while nobody listened" });
    const leaving = new AbortController();
    const answer = await fetch(`${stage.url}api/payflow/chat/events?after=${cursor}`, { headers: ada.headers, signal: leaving.signal });
    const { message } = await within(AT_ONCE_MS, until(read(answer), "message"));
    assert.equal(message.content, "while nobody listened");
    leaving.abort();
  });

  test("WebSocket: also as the first request that the host ever gets", async (t) => {
    const fresh = await Stage.start(stage.chatdeskUrl);
    t.after(() => fresh.stop());
    const socket = new WebSocket(`${fresh.url.replace("http", "ws")}api/payflow/chat/ws`, ["chatdesk.v1", `chatdesk.token.${ada.token}`]);
    const frames = on(socket, "message") as AsyncIterableIterator<[Buffer]>;
    const seen = (found: (frame: Frame) => boolean) => within(5_000, frameWhere(frames, found));
    await seen(({ event }) => event === "hello");
    await max.must("POST", `chat/session/${session}/messages`, { content: "over a socket" });
    await seen(({ data }) => data?.message?.content === "over a socket");
    socket.send(JSON.stringify({ type: "send", ref: "1", session_id: session, content: "and back" }));
    assert.equal((await seen(({ ref }) => ref === "1")).status, 201);
    socket.close();
  });

  test("a WebSocket that is nobody's, and one that leads nowhere, end", async () => {
    const open = async (path: string) => {
      const socket = new WebSocket(`${stage.url.replace("http", "ws")}${path}`, ["chatdesk.v1", "chatdesk.token.wrong"]);
      socket.on("error", () => undefined);
      return within(6_000, new Promise<number>((closed) => socket.on("close", closed)));
    };
    assert.equal(await open("api/payflow/chat/ws"), 4401);
    assert.equal(await open("elsewhere"), 1006);
  });
});

test("a stream that chatdesk breaks off ends for its browser, too", async (t) => {
  const stage = await Stage.start();
  t.after(() => stage.stop());
  const answer = await fetch(`${stage.url}api/payflow/chat/events`, { headers: (await stage.as("ada")).headers });
  const events = read(answer);
  assert.equal((await within(AT_ONCE_MS, events.next())).value?.event, "hello");
  const ended = until(events, "nothing that is ever said").catch(() => "ended");
  await stage.killChatdesk();
  assert.equal(await within(AT_ONCE_MS, ended), "ended");
});

describe("what browsers give up is given up at chatdesk", () => {
  for (const [name, isAnswered] of [["a stream", true], ["a long poll that nobody answered yet", false]] as const) {
    test(name, async (t) => {
      // In chatdesk's place: it can tell when somebody leaves.
      const upstream = createServer((_, res) => {
        if (isAnswered) res.writeHead(200, { "content-type": "text/event-stream" }).write("event: hello\n\n");
      }).listen(0, "127.0.0.1");
      await once(upstream, "listening");
      const asked = once(upstream, "request") as Promise<[IncomingMessage]>;
      const stage = await Stage.start(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`);
      t.after(() => Promise.all([stage.stop(), upstream.close()]));
      const leaving = new AbortController();
      const answer = fetch(`${stage.url}api/payflow/chat/events`, { signal: leaving.signal });
      answer.catch(() => undefined);
      const [{ socket }] = await asked;
      if (isAnswered) await answer;
      const left = once(socket, "close");
      leaving.abort();
      await within(5_000, left);
    });
  }
});

interface Frame {
  event?: string;
  ref?: string;
  status?: number;
  data?: { message?: { content: string } };
}

async function frameWhere(frames: AsyncIterableIterator<[Buffer]>, found: (frame: Frame) => boolean): Promise<Frame> {
  for (;;) {
    const { value, done } = await frames.next();
    if (done) throw new Error("the socket closed");
    const frame = JSON.parse(String(value[0])) as Frame;
    if (found(frame)) return frame;
  }
}
