import { randomBytes, scrypt, scryptSync, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

export type Role = "user" | "agent" | "admin";

export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** Stands for the table of users that your application has. */
export const people: readonly Person[] = [
  { id: "ada", name: "Ada Lovelace", email: "ada@payflow.example", role: "user" },
  { id: "ben", name: "Ben Okri", email: "ben@payflow.example", role: "user" },
  { id: "cleo", name: "Cleo Martin", email: "cleo@payflow.example", role: "user" },
  { id: "max", name: "Max Weber", email: "max@payflow.example", role: "admin" },
  { id: "mia", name: "Mia Sole", email: "mia@payflow.example", role: "agent" },
];

export const isStaff = (person: Person): boolean => person.role !== "user";

/** Of all demo accounts. */
export const PASSWORD = "payflow-demo";

const deactivated = new Set<string>();

/** Whether somebody may log in at all. */
export const isActive = ({ id }: Person): boolean => !deactivated.has(id);

export function setActive({ id }: Person, active: boolean): void {
  if (active) deactivated.delete(id);
  else deactivated.add(id);
}

const salt = randomBytes(16);
const hash = scryptSync(PASSWORD, salt, 32);

/** Whose name and password these are. */
export async function recognise(name: string, password: string): Promise<Person | undefined> {
  // Also for a name that is not there: how long it takes says nothing of who has an account.
  const given = await promisify<string, Buffer, number, Buffer>(scrypt)(password, salt, 32);
  return timingSafeEqual(given, hash) ? people.find((person) => person.id === name && isActive(person)) : undefined;
}
