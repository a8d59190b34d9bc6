import { expect, type Locator } from "@playwright/test";
import { names, type Name } from "./tongue";

/** A list of messages with an input below it, as both sides have one. */
export class Thread {
  readonly log: Locator;
  readonly messages: Locator;
  readonly input: Locator;
  readonly sendButton: Locator;

  constructor(
    readonly root: Locator,
    name: Name = names("en"),
  ) {
    this.log = root.getByRole("log");
    this.messages = this.log.getByRole("article");
    this.input = root.getByRole("textbox", { name: name("Message"), exact: true });
    this.sendButton = root.getByRole("button", { name: name("Send"), exact: true });
  }

  /** Writes and presses the button. */
  async send(text: string): Promise<void> {
    await this.input.fill(text);
    await this.sendButton.click();
  }

  /** Exactly these messages, in this order, each of them acknowledged. */
  async expectHistory(texts: string[]): Promise<void> {
    await expect(this.messages).toHaveText(texts.map(containing));
    await expect(this.log.locator('[data-state="sent"]')).toHaveCount(texts.length);
  }

  /** The positions that the messages carry: 1, 2, 3… */
  async expectPositions(count: number): Promise<void> {
    const positions = await this.messages.evaluateAll((messages) =>
      messages.map((message) => Number(message.getAttribute("data-seq"))),
    );
    expect(positions).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  }
}

function containing(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}
