import { expect } from "@playwright/test";
import { DeskTab } from "./desk";
import { type Person, type Place } from "./place";

/** Somebody of the desk whom the host knows, with a console that they came into before. */
export async function comesIn(place: Place, person: Person, name: string): Promise<DeskTab> {
  const sub = name.toLowerCase();
  const token = await place.server.token({ sub, name, role: "admin" });
  const record = JSON.stringify({ token, holder: JSON.stringify(sub) });
  await person.context.addInitScript((record) => {
    // An empty page keeps nothing.
    if (!location.protocol.startsWith("http")) return;
    const key = "chatdesk console /console/";
    if (!localStorage.getItem(key)) localStorage.setItem(key, record);
  }, record);
  const page = await person.context.newPage();
  await page.goto(`${place.url}console/`);
  const desk = new DeskTab(page);
  await expect(desk.chats).toBeVisible();
  return desk;
}

/** A user writes from somewhere: into the open chat, or a new one. */
export async function says(place: Place, name: string, ...messages: string[]): Promise<void> {
  const token = await place.server.token({ sub: name.toLowerCase(), name });
  for (const message of messages) {
    const answer = await place.post(`${place.url}api/chat/sessions`, `Bearer ${token}`, { message });
    expect([200, 201], name).toContain(answer.status);
  }
}
