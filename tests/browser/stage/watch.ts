import { type Locator, type Page } from "@playwright/test";

/** Keeps in mind how a connection is called, from one name to the next; where it stands makes no difference. */
export async function watchConnection(connection: Locator): Promise<void> {
  await connection.evaluate((status) => {
    const seen: string[] = (window.connections = []);
    const note = () => {
      const now = status.getAttribute("data-connection") ?? "";
      if (seen.at(-1) !== now) seen.push(now);
    };
    note();
    new MutationObserver(note).observe(status, { attributeFilter: ["data-connection"] });
  });
}

/** How the connection was called since somebody watches. */
export function connections(page: Page): Promise<string[]> {
  return page.evaluate(() => window.connections ?? []);
}

declare global {
  interface Window {
    connections?: string[];
  }
}
