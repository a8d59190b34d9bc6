import { type Page } from "@playwright/test";
import { expect, test } from "./stage/place";

test("the window is used by keyboard alone", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  const { keyboard } = tab.page;
  await expect(tab.button).toBeVisible();
  await expect
    .poll(async () => {
      await keyboard.press("Tab");
      return focused(tab.page);
    })
    .toBe("Support chat");

  await keyboard.press("Enter");
  await expect(tab.window).toBeVisible();
  await expect(tab.thread.input).toBeFocused();
  await keyboard.type("No mouse here");
  await keyboard.press("Enter");
  await tab.thread.expectHistory(["No mouse here"]);
  await expect(tab.thread.input).toBeFocused();

  await keyboard.press("Shift+Enter");
  await keyboard.type("second line");
  await expect(tab.thread.input).toHaveValue("\nsecond line");

  await keyboard.press("Escape");
  await expect(tab.window).toBeHidden();
  await expect(tab.button).toBeFocused();
});

/** The label of what has the focus, looked for inside of shadow roots. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute("aria-label") ?? null;
  });
}
