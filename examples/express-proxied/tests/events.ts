import assert from "node:assert/strict";
import { once } from "node:events";
import { EventSourceParserStream, type EventSourceMessage } from "eventsource-parser/stream";

/** Fails where it takes longer. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(ms);
  const failed = once(late, "abort").then(() => Promise.reject(new Error(`nothing within ${ms} ms`)));
  return Promise.race([promise, failed]);
}

type Told = { message: { content: string } };

/** What a stream says. */
export async function* read(answer: Response): AsyncGenerator<EventSourceMessage> {
  assert.ok(answer.body);
  yield* answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}

/** The next event of this name. */
export async function until(events: AsyncGenerator<EventSourceMessage>, name: string): Promise<Told> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error("the stream ended");
    if (value.event === name) return JSON.parse(value.data) as Told;
  }
}
