import { expect, type Locator, type Page } from "@playwright/test";
import { comesIn } from "./crew";
import { type DeskTab } from "./desk";
import { type Person, type Place } from "./place";
import { type Thread } from "./thread";

/** The part of a console where the desk talks among itself. */
export class TeamTab {
  readonly page: Page;
  readonly thread: Thread;
  readonly link: Locator;
  readonly rows: Locator;
  readonly head: Locator;
  /** What is asked before something is done. */
  readonly dialog: Locator;

  constructor(readonly desk: DeskTab) {
    this.page = desk.page;
    this.thread = desk.thread;
    this.link = this.page.getByRole("link", { name: /^Team/ });
    this.rows = this.page.getByRole("list", { name: "Team" }).getByRole("listitem");
    this.head = this.page.getByRole("region", { name: "Chat" }).locator("header");
    this.dialog = this.page.getByRole("dialog");
  }

  /** Begins a conversation with these people, known or not. */
  async begin(names: string[], title?: string): Promise<void> {
    await this.link.click();
    await this.page.getByRole("button", { name: "New conversation" }).click();
    await this.choose(names);
    if (title) await this.dialog.getByLabel("Title").fill(title);
    await this.dialog.getByRole("button", { name: "Begin" }).click();
    await expect(this.dialog).toHaveCount(0);
    await expect(this.thread.input).toBeVisible();
  }

  /** Brings these people into the group on the screen. */
  async add(names: string[]): Promise<void> {
    await this.head.getByRole("button", { name: "Add people" }).click();
    await this.choose(names);
    await this.dialog.getByRole("button", { name: "Add people" }).click();
    await expect(this.dialog).toHaveCount(0);
  }

  /** Leaves the group on the screen. */
  async leave(): Promise<void> {
    await this.head.getByRole("button", { name: "Leave" }).click();
    await this.dialog.getByRole("button", { name: "Leave" }).click();
    await expect(this.thread.input).toBeHidden();
  }

  /** Opens the conversation whose row shows this. */
  async openConversation(shown: string | RegExp): Promise<void> {
    await this.link.click();
    await this.rows.filter({ hasText: shown }).getByRole("link").click();
    await expect(this.thread.log).toBeVisible();
  }

  async expectUnread(count: number): Promise<void> {
    await expect(this.link).toHaveAttribute("data-unread", String(count));
  }

  private async choose(names: string[]): Promise<void> {
    for (const name of names) {
      await this.dialog.getByRole("checkbox", { name: new RegExp(`^${name}`) }).check();
    }
  }
}

/** Somebody of the desk who has the team before them. */
export async function joins(place: Place, person: Person, name: string): Promise<TeamTab> {
  return new TeamTab(await comesIn(place, person, name));
}
