import { useState, type Dispatch } from "react";
import type { Account, Person } from "../account.ts";
import type { Action, Desk } from "../chat/desk.ts";
import { switchChat } from "../chat/useDesk.ts";
import { Access } from "./Access.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";

interface Props {
  accounts: Account[];
  desk: Desk;
  dispatch: Dispatch<Action>;
  isAdmin: boolean;
  open: (sessionId: string) => void;
}

/** Payflow's own users, with what chatdesk knows of each. */
export function UserTable({ accounts, desk, dispatch, isAdmin, open }: Props) {
  const [leaving, setLeaving] = useState<Person>();
  const [error, setError] = useState<string>();

  async function turn(person: Person, isOn: boolean, reason = "") {
    setLeaving(undefined);
    try {
      dispatch({ type: "event", event: await switchChat(person.id, isOn, reason) });
      setError(undefined);
    } catch (refused) {
      setError((refused as Error).message);
    }
  }

  return (
    <section className="card" aria-labelledby="users">
      <h1 id="users">Users</h1>
      {error && <p role="alert">{error}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="roomy">E-mail</th>
            <th scope="col">Unread</th>
            <th scope="col">Chat Enabled</th>
            <th scope="col"><span className="unseen">Chat</span></th>
            {isAdmin && <th scope="col"><span className="unseen">Access</span></th>}
          </tr>
        </thead>
        <tbody>
          {accounts.map((person) => {
            const known = desk.users[person.id];
            const isOn = known?.chat_enabled ?? true;
            const chat = desk.sessions.find(({ user }) => user.id === person.id);
            return (
              <tr key={person.id}>
                <th scope="row">{person.name}</th>
                <td className="roomy">{person.email}</td>
                <td>{known && known.unread_count > 0 ? <b className="badge">{known.unread_count}</b> : "–"}</td>
                <td>
                  <button
                    className="switch"
                    role="switch"
                    aria-checked={isOn}
                    aria-label={`Chat for ${person.name}`}
                    disabled={!isAdmin || !known}
                    title={isAdmin ? undefined : "Only administrators switch chat"}
                    onClick={() => (isOn ? setLeaving(person) : void turn(person, true))}
                  />
                </td>
                <td>
                  {chat && (
                    <button className="quiet" aria-label={`Open chat with ${person.name}`} onClick={() => open(chat.id)}>
                      Open
                    </button>
                  )}
                </td>
                {isAdmin && <td><Access account={person} /></td>}
              </tr>
            );
          })}
        </tbody>
      </table>
      {leaving && (
        <ReasonDialog
          name={leaving.name}
          cancel={() => setLeaving(undefined)}
          turnOff={(reason) => void turn(leaving, false, reason)}
        />
      )}
    </section>
  );
}
