import type { Session } from "../chat/client.ts";
import { nameOf } from "../chat/useDesk.ts";

interface Props {
  sessions: Session[];
  openId: string | undefined;
  open: (id: string) => void;
}

/** Newest change first, with what was said last and how much of it nobody has read. */
export function ChatList({ sessions, openId, open }: Props) {
  return (
    <section className="card list" aria-labelledby="chats">
      <h1 id="chats">Chats</h1>
      {sessions.length === 0 && <p className="empty">Nobody has written yet.</p>}
      <ul aria-labelledby="chats">
        {sessions.map((session) => (
          <li key={session.id}>
            <button aria-current={session.id === openId} onClick={() => open(session.id)}>
              <span className="name">{nameOf(session)}</span>
              <time dateTime={session.updated_at}>{when(session.updated_at)}</time>
              <span className="preview">{session.last_message?.preview ?? ""}</span>
              {session.unread_count > 0 && (
                <b className="badge" aria-label={`${session.unread_count} unread`}>{session.unread_count}</b>
              )}
              <State session={session} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function State({ session }: { session: Session }) {
  if (!session.chat_enabled) return <small className="state off">Chat is off</small>;
  if (session.status === "waiting") return <small className="state waiting">Waiting</small>;
  if (session.status === "ended") return <small className="state">Ended</small>;
  return null;
}

const sameDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const otherDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

export function when(time: string): string {
  const at = new Date(time);
  return (at.toDateString() === new Date().toDateString() ? sameDay : otherDay).format(at);
}
