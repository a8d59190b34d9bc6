import { expect } from "@playwright/test";

/** Asks the HTTP interface as one person, without a browser. */
export class Caller {
  constructor(
    /** The API's root, with a slash at its end. */
    private readonly api: string,
    private readonly token: string,
  ) {}

  /** A visitor of this name; the desk knows them from their first message on. */
  static async visitor(api: string, about: { name?: string; email?: string } = {}): Promise<Caller> {
    const made = await new Caller(api, "").post<{ token: string }>("visitor/session", about);
    return new Caller(api, made.token);
  }

  get<T = unknown>(path: string): Promise<T> {
    return this.ask("GET", path);
  }

  post<T = unknown>(path: string, body: object = {}): Promise<T> {
    return this.ask("POST", path, body);
  }

  put<T = unknown>(path: string, body: object): Promise<T> {
    return this.ask("PUT", path, body);
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = {};
    if (this.token) headers["authorization"] = `Bearer ${this.token}`;
    if (body) headers["content-type"] = "application/json";
    const answer = await fetch(this.api + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).toBe(true);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}
