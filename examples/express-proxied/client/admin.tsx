import { useEffect, useState } from "react";
import { ask, type Account, type Person } from "./account.ts";
import { ChatList } from "./admin/ChatList.tsx";
import { ChatWindow } from "./admin/ChatWindow.tsx";
import { UserTable } from "./admin/UserTable.tsx";
import { useDesk } from "./chat/useDesk.ts";
import { show, Top } from "./page.tsx";

type View = "users" | "chats";

function AdminDashboard() {
  const [person, setPerson] = useState<Person>();
  const [accounts, setAccounts] = useState<Account[]>([]);
  const [view, setView] = useState<View>("users");
  const [desk, dispatch] = useDesk(accounts.map(({ id }) => id));
  useEffect(() => {
    void ask<Person>("me").then(setPerson);
    void ask<{ accounts: Account[] }>("accounts").then((answer) => setAccounts(answer.accounts));
  }, []);

  const session = desk.sessions.find(({ id }) => id === desk.thread?.id);
  const unread = desk.sessions.reduce((sum, { unread_count }) => sum + unread_count, 0);

  function open(id: string) {
    setView("chats");
    dispatch({ type: "opened", id });
  }

  return (
    <>
      <Top person={person}>
        <nav aria-label="Admin">
          <Tab of="users" now={view} go={setView}>Users</Tab>
          <Tab of="chats" now={view} go={setView}>
            Chats {unread > 0 && <b className="badge" aria-label={`${unread} unread`}>{unread}</b>}
          </Tab>
          <a href="/desk">Full console</a>
        </nav>
      </Top>
      <main className="wide">
        {desk.connection === "offline" && desk.loads > 0 && (
          <p className="notice" role="status">The connection is gone. What you see may be old.</p>
        )}
        {view === "users" && (
          <UserTable accounts={accounts} desk={desk} dispatch={dispatch} isAdmin={person?.role === "admin"} open={open} />
        )}
        {view === "chats" && (
          <div className={session ? "chats open" : "chats"}>
            <ChatList sessions={desk.sessions} openId={desk.thread?.id} open={open} />
            {session && desk.thread ? (
              <ChatWindow key={session.id} session={session} thread={desk.thread} loads={desk.loads} dispatch={dispatch} />
            ) : (
              <p className="card empty">Choose a chat.</p>
            )}
          </div>
        )}
      </main>
    </>
  );
}

function Tab({ of, now, go, children }: { of: View; now: View; go: (view: View) => void; children: React.ReactNode }) {
  return (
    <button className="tab" aria-current={of === now ? "page" : undefined} onClick={() => go(of)}>
      {children}
    </button>
  );
}

show(<AdminDashboard />);
