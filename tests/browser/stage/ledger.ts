/** The two sides of a session. */
export type Side = "customer" | "desk";

/** What a test knows by itself about a session: who said what, and who has seen how much. */
export class Ledger {
  private readonly messages: { side: Side; text: string }[] = [];
  private readonly seen = { customer: 0, desk: 0 };

  say(side: Side, text: string): string {
    if (this.texts.includes(text)) throw new Error(`"${text}" was said already`);
    this.messages.push({ side, text });
    return text;
  }

  /** The side has everything before its eyes. */
  read(side: Side): void {
    this.seen[side] = this.messages.length;
  }

  /** What the other side said after this side's last look. */
  unread(side: Side): number {
    return this.messages.slice(this.seen[side]).filter((message) => message.side !== side).length;
  }

  get texts(): string[] {
    return this.messages.map((message) => message.text);
  }
}
