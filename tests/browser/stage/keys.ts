import { expect, type Page } from "@playwright/test";

/** More steps than there are places to stop at. */
const MOST = 80;

/** A person without a mouse: keys alone, and a look at where the focus is. */
export class Keys {
  constructor(readonly page: Page) {}

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Steps on until what is called so has the focus, and shows that it has. */
  async tabTo(name: RegExp | string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    const passed: string[] = [];
    for (let step = 0; step < MOST; step++) {
      await this.press(key);
      const { called, isShown } = await this.focus();
      passed.push(called);
      expect(isShown, `"${called}" shows that it has the focus`).toBe(true);
      if (typeof name === "string" ? called === name : name.test(called)) return;
    }
    throw new Error(`no way by ${key} to ${name}; passed: ${[...new Set(passed)].join(" · ")}`);
  }

  /** What has the focus now. */
  async expectFocus(name: RegExp | string): Promise<void> {
    const called = async () => (await this.focus()).called;
    if (typeof name === "string") await expect.poll(called).toBe(name);
    else await expect.poll(called).toMatch(name);
  }

  /** The focus goes round and comes back: it is caught nowhere. */
  async expectNoTrap(): Promise<void> {
    for (let step = 0; step < MOST; step++) {
      await this.press("Tab");
      if ((await this.focus()).called === "") return;
    }
    throw new Error(`the focus does not leave the page in ${MOST} steps`);
  }

  /** How what has the focus is called, and whether one can see that it has; the page itself is called nothing. */
  private focus(): Promise<{ called: string; isShown: boolean }> {
    return this.page.evaluate(() => {
      let it = document.activeElement;
      while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
      if (!it || it === document.body) return { called: "", isShown: true };
      const root = it.getRootNode() as Document | ShadowRoot;
      const pointed = it.getAttribute("aria-labelledby")?.split(" ") ?? [];
      const labels = (it as HTMLInputElement).labels as NodeListOf<HTMLLabelElement> | null | undefined;
      const called =
        it.getAttribute("aria-label") ??
        (pointed.map((id) => root.getElementById(id)?.textContent ?? "").join(" ") ||
          labels?.[0]?.textContent ||
          it.textContent ||
          "");
      const isOutlined = ({ content, outlineStyle, outlineWidth }: CSSStyleDeclaration) =>
        content !== "none" && outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
      // A ring of its own, one around all that leads there, or one around the field that it is in.
      const rings = [it, it.parentElement, it.parentElement?.parentElement].map((part) => {
        if (!part) return false;
        const style = getComputedStyle(part);
        if (isOutlined(style) || (part === it && isOutlined(getComputedStyle(part, "::after")))) return true;
        return part.matches(":focus-within") && style.boxShadow !== "none";
      });
      return { called: called.trim().replace(/\s+/g, " "), isShown: rings.includes(true) };
    });
  }
}
