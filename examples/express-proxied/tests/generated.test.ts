import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import openapi, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { Stage } from "./stage.ts";

test("the types are those of the server that runs", async () => {
  const stage = await Stage.start();
  const made = COMMENT_HEADER + astToString(await openapi(new URL(`${stage.url}api/payflow/openapi.json`)));
  const kept = await readFile(new URL("../client/chat/api.gen.ts", import.meta.url), "utf8");
  await stage.stop();
  assert.ok(made === kept, "client/chat/api.gen.ts is old: run `npm run types` while `npm start` runs");
});
