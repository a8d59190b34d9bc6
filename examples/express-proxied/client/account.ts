import type { Person } from "../server/people.ts";

export type { Person };

/** A user as the table of users has them. */
export interface Account extends Person {
  /** Whether they may log in. */
  active: boolean;
}

declare global {
  interface Window {
    /** There on pages with the tag of the chat. */
    chatdesk?: { logout(): void; open(): void };
  }
}

const JSON_BODY = { "Content-Type": "application/json" };

export async function logIn(name: string, password: string): Promise<string | undefined> {
  const body = JSON.stringify({ name, password });
  const answer = await fetch("/api/payflow/login", { method: "POST", headers: JSON_BODY, body });
  if (answer.ok) return void location.assign("/");
  return ((await answer.json()) as { error: string }).error;
}

/** An administrator lets somebody in, or no longer. */
export async function setActive(id: string, active: boolean): Promise<void> {
  const body = JSON.stringify({ active });
  const answer = await fetch(`/api/payflow/accounts/${id}`, { method: "PUT", headers: JSON_BODY, body });
  if (!answer.ok) throw new Error(`Payflow answers ${answer.status}.`);
}

export async function logOut(): Promise<void> {
  // What the chat keeps in this browser goes before the session does.
  window.chatdesk?.logout();
  await fetch("/api/payflow/logout", { method: "POST" });
  location.assign("/");
}

/** Something of Payflow's own; whose session is over is led to the login. */
export async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(`/api/payflow/${path}`);
  if (answer.status === 401) location.assign("/");
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}
