import { expect, type Locator, type Page } from "@playwright/test";
import { Thread } from "./thread";
import { names, type Name } from "./tongue";

/** A tab with the widget on its page. */
export class WidgetTab {
  readonly button: Locator;
  readonly window: Locator;
  readonly thread: Thread;
  readonly connection: Locator;

  constructor(
    readonly page: Page,
    /** How things are called in the window's language. */
    readonly name: Name = names("en"),
  ) {
    // Also where it is hidden: a badge counts whether or not somebody sees it.
    this.button = page.locator('button[aria-haspopup="dialog"][data-unread]');
    this.window = page.getByRole("dialog");
    this.thread = new Thread(this.window, name);
    this.connection = this.window.locator('[role="status"][data-connection]');
  }

  /** Opens the window as a person does. */
  async open(): Promise<void> {
    await this.button.click();
    await expect(this.window).toBeVisible();
    await expect(this.thread.input).toBeEditable();
  }

  /** The list of conversations, as a person opens it. */
  async openChats(): Promise<Locator> {
    await this.window.getByRole("button", { name: "Conversations" }).click();
    const panel = this.window.getByRole("region", { name: "Conversations" });
    await expect(panel.getByRole("button").first()).toBeVisible();
    return panel;
  }

  /** Brings the window back after a reload, whether or not it came back by itself. */
  async reopen(): Promise<void> {
    await this.page.evaluate(() => window.chatdesk.open());
    await expect(this.window).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page.evaluate(() => window.chatdesk.close());
    await expect(this.window).toBeHidden();
  }

  /** The token that this browser keeps for its visitor. */
  token(): Promise<string> {
    return this.page.evaluate(() => {
      const records = Object.values(localStorage).map((value) => JSON.parse(String(value)) as unknown);
      const [record] = records.filter((it) => typeof it === "object" && it && "token" in it);
      return String((record as { token?: string } | undefined)?.token);
    });
  }

  async expectUnread(count: number): Promise<void> {
    await expect(this.button).toHaveAttribute("data-unread", String(count));
  }
}

declare global {
  interface Window {
    chatdesk: {
      open(): void;
      close(): void;
      toggle(): void;
      logout(): void;
      identify(find: () => Promise<string>): void;
      readonly unread: number;
      on(name: "message", listener: (detail: { content: string }) => void): () => void;
      on(name: "unread", listener: (count: number) => void): () => void;
      on(name: "open" | "close", listener: () => void): () => void;
      on(name: "state", listener: (detail: { open: boolean }) => void): () => void;
    };
    /** What a test's page heard. */
    heard: string[];
    /** Set by a test: gone as soon as the page was left. */
    stayed?: string;
  }
}
