import { type Page } from "@playwright/test";

/** Keeps in mind how a page's connection is called, from one name to the next. */
export async function watchConnection(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = (window.connections = []);
    const roots = [document, ...[...document.querySelectorAll("*")].flatMap((it) => it.shadowRoot ?? [])];
    const status = roots.flatMap((root) => [...root.querySelectorAll("[data-connection]")])[0];
    if (!status) throw new Error("there is no connection to watch");
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
