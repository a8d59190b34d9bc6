import { expect, type Locator, type Page } from "@playwright/test";
import { Caller } from "./caller";
import { type DeskTab } from "./desk";
import { type Place } from "./place";

/** What a ticket is opened with. */
export interface Issue {
  sender_name: string;
  issue_description: string;
  phone_number?: string;
  priority?: "LOW" | "MEDIUM" | "HIGH" | "URGENT";
}

/** Anybody opens a ticket; its number. */
export async function opensTicket(place: Place, issue: Issue): Promise<number> {
  const body = { phone_number: "+31 6 1234 5678", ...issue };
  const { ticket_id } = await new Caller(place.api, "").post<{ ticket_id: number }>("support/tickets", body);
  return ticket_id;
}

/** Somebody of the desk, without a browser. */
export async function colleague(place: Place, name: string): Promise<Caller> {
  const token = await place.server.token({ sub: name.toLowerCase(), role: "agent", name });
  return new Caller(place.api, token);
}

/** The table of tickets of a console. */
export class TicketTable {
  readonly page: Page;
  readonly rows: Locator;
  readonly names: Locator;
  readonly total: Locator;

  constructor(private readonly desk: DeskTab) {
    this.page = desk.page;
    const table = this.page.getByRole("table", { name: "Tickets" });
    this.rows = table.getByRole("row").filter({ has: this.page.getByRole("rowheader") });
    this.names = table.getByRole("rowheader");
    this.total = this.page.locator(".tickets .total");
  }

  async open(): Promise<void> {
    await this.desk.tickets.click();
    await expect(this.page.getByRole("heading", { name: "Tickets" })).toBeVisible();
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByRole("rowheader", { name }) });
  }

  column(name: string): Locator {
    return this.page.getByRole("columnheader", { name });
  }

  async choose(what: string, option: string): Promise<void> {
    const group = this.page.getByRole("group", { name: "Show" });
    await group.getByLabel(what).selectOption({ label: option });
  }

  /** Goes to the page of the ticket whose customer is called so. */
  async openTicket(name: string): Promise<void> {
    await this.row(name).getByRole("link").click();
    await expect(this.desk.page.getByRole("heading", { name: new RegExp(`^#\\d+ ${name}$`) })).toBeVisible();
  }
}
