import { EventSourceParserStream } from "eventsource-parser/stream";
import { API, authorized, chat, must, type EventsAnswer, type StreamEvent } from "./client.ts";

/** How news come in. */
export type Connection = "live" | "polling" | "offline";

export interface Listener {
  event(event: StreamEvent): void;
  connection(connection: Connection): void;
}

/** Who sees no `hello` within this time is behind a proxy that holds streams back. */
const HELLO_MS = 5_000;
const POLL_MS = 5_000;

/**
 * Tells what happens after `cursor`, each event once and in order, until the server forgets where we were: then the
 * snapshots have to be loaded again. Never fails but by `signal`.
 */
export async function follow(cursor: string, listener: Listener, signal: AbortSignal): Promise<void> {
  const place = { cursor, isReset: false };
  const take = (id: string | undefined, event: StreamEvent) => {
    if (id) place.cursor = id;
    // Who was erased is forgotten the same way.
    if (event.event === "reset" || event.event === "erased") place.isReset = true;
    else listener.event(event);
  };
  let next: "live" | "polling" = "live";
  while (!place.isReset) {
    signal.throwIfAborted();
    try {
      if (next === "live") next = await stream(place.cursor, take, () => listener.connection("live"), signal);
      else {
        await poll(place, take, signal);
        listener.connection("polling");
        await pause(POLL_MS, signal);
      }
    } catch {
      signal.throwIfAborted();
      listener.connection("offline");
      // Not all of us at once when the server is back.
      await pause(1_000 + Math.random() * 4_000, signal);
    }
  }
}

type Take = (id: string | undefined, event: StreamEvent) => void;

/** One stream until it ends, as it does with its token; how to go on. EventSource could not send the token. */
async function stream(after: string, take: Take, hello: () => void, signal: AbortSignal): Promise<"live" | "polling"> {
  const silent = new AbortController();
  let patience = HELLO_MS;
  let timer = setTimeout(() => silent.abort(), patience);
  try {
    const headers = { Accept: "text/event-stream" };
    const url = new URL(`${API}/chat/events?after=${encodeURIComponent(after)}`, location.href);
    const request = new Request(url, { headers, signal: AbortSignal.any([signal, silent.signal]) });
    const answer = await authorized(request);
    if (!answer.ok || !answer.body) throw new Error(`the stream is refused: ${answer.status}`);
    const events = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    const reader = events.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const { id, event, data } = part.value;
      const told = { event, data: JSON.parse(data) as unknown } as StreamEvent;
      if (told.event === "hello") {
        patience = 2.5 * told.data.heartbeat_ms;
        hello();
      }
      take(id, told);
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), patience);
    }
    return "live";
  } catch (error) {
    if (silent.signal.aborted && patience === HELLO_MS) return "polling";
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The same events without a stream. */
async function poll(place: { cursor: string }, take: Take, signal: AbortSignal): Promise<void> {
  const query = { after: place.cursor, wait: 0 };
  const answer = await chat.GET("/chat/events", {
    params: { query },
    headers: { Accept: "application/json" },
    signal,
  });
  const { events, cursor } = must(answer) as EventsAnswer;
  for (const { id, ...event } of events) take(id ?? undefined, event);
  place.cursor = cursor;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
