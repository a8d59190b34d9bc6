import { expect, type Locator, type Page } from "@playwright/test";
import { Thread } from "./thread";
import { names, type Name } from "./tongue";

/** A tab with the console. */
export class DeskTab {
  readonly chats: Locator;
  readonly tickets: Locator;
  readonly users: Locator;
  readonly deliveries: Locator;
  readonly thread: Thread;
  readonly rows: Locator;
  /** On a phone: from the thread to the list. */
  readonly back: Locator;
  readonly connection: Locator;

  constructor(
    readonly page: Page,
    name: Name = names("en"),
  ) {
    this.chats = page.getByRole("link", { name: begins(name("Chats")) });
    this.tickets = page.getByRole("link", { name: begins(name("Tickets")) });
    this.users = page.getByRole("link", { name: begins(name("Users")) });
    this.deliveries = page.getByRole("link", { name: begins(name("Deliveries")) });
    this.thread = new Thread(page.getByRole("main"), name);
    this.back = page.getByRole("button", { name: name("Back") });
    this.connection = page.locator('[role="status"][data-connection]');
    this.rows = page.getByRole("list", { name: name("Chats") }).getByRole("listitem");
  }

  /** Opens the thread of the chat whose row shows this. */
  async openChat(shown: string | RegExp): Promise<void> {
    await this.chats.click();
    await this.rows.filter({ hasText: shown }).getByRole("link").click();
    await expect(this.thread.log).toBeVisible();
  }

  /** Goes where no thread is open, so that what arrives stays unread. */
  async leaveThread(): Promise<void> {
    await this.users.click();
    await expect(this.thread.log).toBeHidden();
  }

  /** The switch of the one whose name fits. */
  chatSwitch(name: RegExp): Locator {
    return this.page.getByRole("switch", { name });
  }

  async expectUnread(count: number): Promise<void> {
    await expect(this.chats).toHaveAttribute("data-unread", String(count));
  }
}

/** A link's name goes on with what is unread. */
function begins(name: string | RegExp): RegExp {
  return typeof name === "string" ? new RegExp(`^${name}`) : new RegExp(name.source.replace(/\$$/, ""));
}
