import { type DeskTab } from "./desk";
import { Ledger, type Side } from "./ledger";
import { expectStayed, mark, type Place, type Person } from "./place";
import { type WidgetTab } from "./visitor";

/** One customer and one admin, each with two tabs, and what the test knows about their chat. */
export class Conversation {
  readonly ledger = new Ledger();
  /** The desk's list of chats shows the newest message. */
  private preview = "";

  private constructor(
    readonly place: Place,
    readonly customer: [WidgetTab, WidgetTab],
    readonly desk: [DeskTab, DeskTab],
  ) {}

  static async between(place: Place, customer: Person, admin: Person): Promise<Conversation> {
    const tabs = new Conversation(
      place,
      [await customer.demo(), await customer.demo()],
      [await admin.console(), await admin.console()],
    );
    await tabs.markAll();
    return tabs;
  }

  get all() {
    return [...this.customer, ...this.desk];
  }

  async markAll(): Promise<void> {
    await mark(...this.all);
  }

  /** Nobody left a page since the marks were set. */
  async expectNobodyLeft(): Promise<void> {
    await expectStayed(...this.all);
  }

  async customerSays(tab: WidgetTab, text: string): Promise<void> {
    await tab.thread.send(this.note("customer", text));
  }

  async deskSays(tab: DeskTab, text: string): Promise<void> {
    await tab.thread.send(this.note("desk", text));
  }

  /** Keeps in mind what is sent by other means than a call above. */
  note(side: Side, text: string): string {
    this.preview = this.ledger.say(side, text);
    return text;
  }

  async deskOpensThread(tab: DeskTab): Promise<void> {
    await tab.openChat(this.preview);
    this.ledger.read("desk");
  }

  async customerOpensWindow(tab: WidgetTab): Promise<void> {
    await tab.open();
    this.ledger.read("customer");
  }

  /** All four badges show what follows from the messages. */
  async expectBadges(): Promise<void> {
    for (const tab of this.customer) await tab.expectUnread(this.ledger.unread("customer"));
    for (const tab of this.desk) await tab.expectUnread(this.ledger.unread("desk"));
  }

  /** The tab shows every message once, in order. */
  async expectHistory(tab: WidgetTab | DeskTab): Promise<void> {
    await tab.thread.expectHistory(this.ledger.texts);
    await tab.thread.expectPositions(this.ledger.texts.length);
  }
}
