import { useEffect, useMemo, useReducer } from "react";
import { chat, must, type Session, type StreamEvent } from "./client.ts";
import { EMPTY, reduce, type Action, type Desk } from "./desk.ts";
import { follow } from "./stream.ts";

type Dispatch = (action: Action) => void;

const PAGE = 100;

/** Snapshots, and everything after them, for the people with these ids. */
export function useDesk(ids: string[]): [Desk, Dispatch] {
  const [desk, dispatch] = useReducer(reduce, EMPTY);
  const named = ids.join();
  useEffect(() => {
    if (!named) return;
    const leaving = new AbortController();
    run(named, dispatch, leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, [named]);
  return [desk, dispatch];
}

async function run(ids: string, dispatch: Dispatch, signal: AbortSignal): Promise<void> {
  const count = oneAtATime(async () => dispatch({ type: "counted", users: (await users(ids)).users }));
  const listener = {
    connection: (connection: Desk["connection"]) => dispatch({ type: "connection", connection }),
    event(event: StreamEvent) {
      dispatch({ type: "event", event });
      if (["message", "read", "session"].includes(event.event)) count();
    },
  };
  while (!signal.aborted) {
    try {
      // The cursor of the first snapshot: what happens while the rest is loaded comes again, and changes nothing.
      const listed = await sessions();
      dispatch({ type: "loaded", sessions: listed.sessions, users: (await users(ids)).users });
      await follow(listed.cursor, listener, signal);
    } catch {
      dispatch({ type: "connection", connection: "offline" });
      await new Promise((done) => setTimeout(done, 5_000));
    }
  }
}

/** One call for all rows of the table; who has never chatted has defaults. */
const users = async (ids: string) => must(await chat.GET("/admin/users", { params: { query: { ids } } }));

const sessions = async () => must(await chat.GET("/admin/chat/sessions", { params: { query: { limit: PAGE } } }));

/** Runs it now, or once more when it is done, however often it is called meanwhile. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;
  return async function again() {
    if (isRunning) return void (isWanted = true);
    isRunning = true;
    // A count that cannot be had now comes with the next event.
    await work().catch(() => undefined);
    isRunning = false;
    if (isWanted) void ((isWanted = false), again());
  };
}

/** What somebody does in the open chat. */
export function useThread(id: string | undefined, dispatch: Dispatch) {
  return useMemo(() => {
    const path = { id: id ?? "" };
    return {
      async load(before?: number) {
        const query = before ? { before } : {};
        const page = must(await chat.GET("/chat/session/{id}/messages", { params: { path, query } }));
        dispatch({ type: "page", page, isOlder: before !== undefined });
      },
      async send(content: string, client_id: string) {
        const body = { content, client_id };
        const message = must(await chat.POST("/chat/session/{id}/messages", { params: { path }, body }));
        // The stream brings it, too; this is sooner where we poll.
        dispatch({ type: "sent", message });
      },
      async read(up_to: number) {
        must(await chat.POST("/chat/session/{id}/read", { params: { path }, body: { up_to } }));
      },
    };
  }, [id, dispatch]);
}

/** Switches chat for somebody; the reason is kept with who did it, and when. */
export async function switchChat(userId: string, chat_enabled: boolean, reason: string): Promise<StreamEvent> {
  const path = { userId };
  const body = reason ? { chat_enabled, reason } : { chat_enabled };
  const data = must(await chat.PUT("/admin/user/{userId}/chat-toggle", { params: { path }, body }));
  return { event: "toggle", data };
}

export const nameOf = ({ user }: Session): string => user.name ?? user.email ?? user.id;
