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
  const log = useRef<HTMLOListElement>(null);
  const first = thread.messages[0]?.id;
  const last = thread.messages.at(-1)?.id;

  useEffect(() => void calls.load().catch(() => undefined), [calls, loads]);
  useLayoutEffect(() => void log.current?.scrollTo(0, log.current.scrollHeight), [last]);
  useReading(last, session.unread_count, calls.read);

  return (
    <section className="card window" aria-label={`Chat with ${nameOf(session)}`}>
      <header>
        <button className="quiet back" onClick={() => dispatch({ type: "closed" })}>Back</button>
        <h2>{nameOf(session)}</h2>
        <small>{session.user.email}</small>
      </header>
      <ol ref={log} role="log" aria-label="Messages" tabIndex={0}>
        {thread.hasMore && first !== undefined && (
          <li className="earlier">
            <button className="quiet" onClick={() => void calls.load(first)}>Earlier messages</button>
          </li>
        )}
        {thread.messages.map((message) => (
          <Bubble key={message.id} message={message} isNewest={message.id === last} />
        ))}
      </ol>
      {!session.chat_enabled && <p className="notice">Chat is off for {nameOf(session)}: they can read, and not answer.</p>}
      {session.is_active ? <Composer send={calls.send} /> : <p className="notice">This chat has ended.</p>}
    </section>
  );
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
    <li className={isOurs ? "ours" : "theirs"}>
      <article data-seq={message.id}>
        <small>
          {sender.name ?? message.sender_type} · <time dateTime={timestamp}>{when(timestamp)}</time>
        </small>
        <p>{content}</p>
        {isOurs && isNewest && is_read && <small>Read</small>}
      </article>
    </li>
  );
}
