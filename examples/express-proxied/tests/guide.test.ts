import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import compression from "compression";
import express from "express";
import { chatProxy } from "../server/chat.ts";
import { Stage } from "./stage.ts";
import { read, until, within } from "./events.ts";

const text = (path: string) => readFile(new URL(path, import.meta.url), "utf8");

test("the guide shows the lines that run here", async () => {
  const page = await text("../../../docs/proxies/express.md");
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");
  const sources = (await text("../server/chat.ts")) + (await text("../server/app.ts"));
  assert.ok(blocks.length >= 2);
  for (const block of blocks) assert.ok(sources.includes(block), `these lines are others now:\n${block}`);
});

test("compression leaves streams alone, and compresses the rest", async (t) => {
  const stage = await Stage.start();
  const server = createServer(express().use(compression({ threshold: 0 }), chatProxy(stage.chatdeskUrl))).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.closeAllConnections(), server.close(), stage.stop()));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/payflow`;
  const ada = await stage.as("ada");

  const document = await fetch(`${api}/openapi.json`, { headers: { "accept-encoding": "gzip" } });
  assert.equal(document.headers.get("content-encoding"), "gzip", "it is at work");
  const stream = await fetch(`${api}/chat/events`, { headers: { ...ada.headers, "accept-encoding": "gzip" } });
  assert.equal(stream.headers.get("content-encoding"), null);
  const events = read(stream);
  await within(1_000, until(events, "hello"));
  const { id } = await ada.open("Hello");
  const { message } = await within(1_000, until(events, "message"));
  assert.equal(message.content, "Hello", id);
});
