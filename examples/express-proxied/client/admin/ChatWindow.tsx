import { useEffect, useLayoutEffect, useRef, type Dispatch } from "react";
import type { Message, Session } from "../chat/client.ts";
import type { Action, Thread } from "../chat/desk.ts";
import { nameOf, useThread } from "../chat/useDesk.ts";
import { when } from "./ChatList.tsx";
import { Composer } from "./Composer.tsx";

interface Props {
  session: Session;
  thread: Thread;
  loads: number;
  dispatch: Dispatch<Action>;
}

/** A chat as the desk has it before it. */
export function ChatWindow({ session, thread, loads, dispatch }: Props) {
  const calls = useThread(session.id, dispatch);
  const first = thread.messages[0]?.id;
  const last = thread.messages.at(-1)?.id;
  const log = useScrolling(first, last);

  useEffect(() => void calls.load().catch(() => undefined), [calls, loads]);
  useReading(last, session.unread_count, calls.read);

  return (
    <section className="card window" aria-label={`Chat with ${nameOf(session)}`}>
      <header>
        <button className="quiet back" onClick={() => dispatch({ type: "closed" })}>Back</button>
        <h2>{nameOf(session)}</h2>
        <small>{session.user.email}</small>
      </header>
      <div ref={log} className="log" role="log" aria-label="Messages" tabIndex={0}>
        {thread.hasMore && first !== undefined && (
          <button className="quiet" onClick={() => void calls.load(first)}>Earlier messages</button>
        )}
        {thread.messages.map((message) => (
          <Bubble key={message.id} message={message} isNewest={message.id === last} />
        ))}
      </div>
      {!session.chat_enabled && <p className="notice">Chat is off for {nameOf(session)}: they can read, and not answer.</p>}
      {session.is_active ? <Composer send={calls.send} /> : <p className="notice">This chat has ended.</p>}
    </section>
  );
}

/** At the newest message; where older ones come above, at the one that was before the reader. */
function useScrolling(first: number | undefined, last: number | undefined) {
  const log = useRef<HTMLDivElement>(null);
  const shown = useRef<{ last: number | undefined; height: number }>({ last: undefined, height: 0 });
  useLayoutEffect(() => {
    const { current } = log;
    if (!current) return;
    const isNew = shown.current.last !== last;
    current.scrollTop = isNew ? current.scrollHeight : current.scrollTop + current.scrollHeight - shown.current.height;
    shown.current = { last, height: current.scrollHeight };
  }, [first, last]);
  return log;
}

/** Whatever stands in an open window that somebody looks at is read. */
function useReading(last: number | undefined, unread: number, read: (up_to: number) => Promise<void>) {
  useEffect(() => {
    if (last === undefined || unread === 0) return;
    const mark = () => document.visibilityState === "visible" && void read(last).catch(() => undefined);
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [last, unread, read]);
}

function Bubble({ message, isNewest }: { message: Message; isNewest: boolean }) {
  const isOurs = message.sender_type === "admin" || message.sender_type === "bot";
  const { sender, content, timestamp, is_read } = message;
  return (
    <article className={isOurs ? "ours" : "theirs"} data-seq={message.id}>
      <small>
        {sender.name ?? message.sender_type} · <time dateTime={timestamp}>{when(timestamp)}</time>
      </small>
      <p>{content}</p>
      {isOurs && isNewest && is_read && <small>Read</small>}
    </article>
  );
}
