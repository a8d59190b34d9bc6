import createClient from "openapi-fetch";
import { ask } from "../account.ts";
import type { components, paths } from "./api.gen.ts";

type Schemas = components["schemas"];
export type AdminUser = Schemas["AdminUser"];
export type EventsAnswer = Schemas["EventsAnswer"];
export type Message = Schemas["Message"];
export type MessagesAnswer = Schemas["MessagesAnswer"];
export type ReadEvent = Schemas["ReadEvent"];
export type Session = Schemas["Session"];
export type StreamEvent = Schemas["StreamEvent"];

export const API = "/api/payflow";

/** Every path of the interface, with the types of its document. */
export const chat = createClient<paths>({ baseUrl: API, fetch: authorized });

let token: Promise<string> | undefined;

const renew = () => ask<{ token: string }>("chat-token").then((answer) => answer.token);

/** Asks as whoever is logged in; with a new token where the last one is over. */
export async function authorized(request: Request): Promise<Response> {
  const again = request.clone();
  const used = (token ??= renew());
  const answer = await fetch(await signed(request, used));
  if (answer.status !== 401) return answer;
  // Of several requests that were refused at once the first one renews.
  if (token === used) token = renew();
  return fetch(await signed(again, token));
}

async function signed(request: Request, by: Promise<string>): Promise<Request> {
  try {
    request.headers.set("Authorization", `Bearer ${await by}`);
  } catch (error) {
    token = undefined;
    throw error;
  }
  return request;
}

/** The answer, or what the refusal says. */
export function must<T>({ data, error }: { data?: T; error?: { detail?: string | null; title: string } }): T {
  if (data === undefined) throw new Error(error?.detail ?? error?.title ?? "Support chat cannot be reached.");
  return data;
}
