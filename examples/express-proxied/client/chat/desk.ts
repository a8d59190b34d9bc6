import type { AdminUser, Message, MessagesAnswer, ReadEvent, Session, StreamEvent } from "./client.ts";
import type { Connection } from "./stream.ts";

/** What the desk's page knows. */
export interface Desk {
  connection: Connection;
  /** Newest change first. */
  sessions: Session[];
  users: Record<string, AdminUser>;
  /** How often the snapshots were loaded: an open chat is loaded again with them. */
  loads: number;
  /** The chat that is open. */
  thread: Thread | undefined;
}

export interface Thread {
  id: string;
  messages: Message[];
  /** There are older ones; not known before the first page is there. */
  hasMore: boolean | undefined;
}

export type Action =
  | { type: "loaded"; sessions: Session[]; users: AdminUser[] }
  | { type: "counted"; users: AdminUser[] }
  | { type: "more"; sessions: Session[] }
  | { type: "opened"; id: string }
  | { type: "page"; page: MessagesAnswer; isOlder: boolean }
  | { type: "sent"; message: Message }
  | { type: "closed" }
  | { type: "connection"; connection: Connection }
  | { type: "event"; event: StreamEvent };

export const EMPTY: Desk = { connection: "offline", sessions: [], users: {}, loads: 0, thread: undefined };

export function reduce(desk: Desk, action: Action): Desk {
  switch (action.type) {
    case "loaded":
      return loaded(desk, action.sessions, action.users);
    case "counted":
      // Of the switch the stream knows more.
      return { ...desk, users: patched(desk.users, action.users, ({ unread_count }) => ({ unread_count })) };
    case "more":
      return { ...desk, sessions: action.sessions.reduce(put, desk.sessions) };
    case "opened":
      return { ...desk, thread: { id: action.id, messages: [], hasMore: undefined } };
    case "page":
      return withPage(desk, action.page, action.isOlder);
    case "sent": {
      const isOpen = desk.thread?.id === action.message.session_id;
      return desk.thread && isOpen ? { ...desk, thread: merged(desk.thread, [action.message]) } : desk;
    }
    case "closed":
      return { ...desk, thread: undefined };
    case "connection":
      return { ...desk, connection: action.connection };
    case "event":
      return afterEvent(desk, action.event);
  }
}

function loaded(desk: Desk, sessions: Session[], users: AdminUser[]): Desk {
  const isThere = sessions.some(({ id }) => id === desk.thread?.id);
  const thread = desk.thread && isThere ? { ...desk.thread, messages: [], hasMore: undefined } : undefined;
  return { ...desk, sessions, users: byId(users), loads: desk.loads + 1, thread };
}

function withPage(desk: Desk, { session, messages, has_more }: MessagesAnswer, isOlder: boolean): Desk {
  const sessions = put(desk.sessions, session);
  if (desk.thread?.id !== session.id) return { ...desk, sessions };
  const hasMore = isOlder || desk.thread.hasMore === undefined ? has_more : desk.thread.hasMore;
  return { ...desk, sessions, thread: { ...merged(desk.thread, messages), hasMore } };
}

function afterEvent(desk: Desk, { event, data }: StreamEvent): Desk {
  // Staff among themselves: the console has that, this list has customers.
  if ((event === "message" || event === "session") && data.session.kind === "panel") return desk;
  switch (event) {
    case "message": {
      const isOpen = desk.thread?.id === data.session.id;
      const thread = desk.thread && isOpen ? merged(desk.thread, [data.message]) : desk.thread;
      return { ...desk, sessions: put(desk.sessions, data.session), thread };
    }
    case "session":
      return { ...desk, sessions: put(desk.sessions, data.session) };
    case "read":
      return afterRead(desk, data);
    case "toggle": {
      const { user_id, chat_enabled } = data;
      const sessions = desk.sessions.map((it) => (it.user.id === user_id ? { ...it, chat_enabled } : it));
      const known = desk.users[user_id];
      return { ...desk, sessions, users: known ? { ...desk.users, [user_id]: { ...known, chat_enabled } } : desk.users };
    }
    default:
      return desk;
  }
}

function afterRead(desk: Desk, { session_id, read, unread_count, version }: ReadEvent): Desk {
  const known = desk.sessions.find(({ id }) => id === session_id);
  const sessions = known ? put(desk.sessions, { ...known, unread_count, version }) : desk.sessions;
  if (desk.thread?.id !== session_id) return { ...desk, sessions };
  const isRead = ({ id, sender_type }: Message) => id <= (sender_type === "user" ? read.admin : read.user);
  const messages = desk.thread.messages.map((it) => (it.is_read || !isRead(it) ? it : { ...it, is_read: true }));
  return { ...desk, sessions, thread: { ...desk.thread, messages } };
}

/** Puts a session where it belongs, unless a newer state of it is there. */
function put(sessions: Session[], session: Session): Session[] {
  const known = sessions.find(({ id }) => id === session.id);
  if (known && known.version > session.version) return sessions;
  const others = sessions.filter(({ id }) => id !== session.id);
  return [session, ...others].sort((a, b) => b.updated_at.localeCompare(a.updated_at));
}

/** Each message once, by its position. */
function merged(thread: Thread, messages: Message[]): Thread {
  const all = new Map([...thread.messages, ...messages].map((message) => [message.id, message]));
  return { ...thread, messages: [...all.values()].sort((a, b) => a.id - b.id) };
}

function byId(users: AdminUser[]): Record<string, AdminUser> {
  return Object.fromEntries(users.map((user) => [user.user_id, user]));
}

function patched(users: Desk["users"], newer: AdminUser[], part: (user: AdminUser) => Partial<AdminUser>): Desk["users"] {
  return { ...users, ...byId(newer.map((user) => ({ ...user, ...users[user.user_id], ...part(user) }))) };
}
