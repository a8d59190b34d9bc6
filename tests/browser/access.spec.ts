import { AxeBuilder } from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { expect, test } from "./stage/place";

test("the demo with an open window has no serious barrier", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("Can everybody read this?");
  await tab.thread.expectHistory(["Can everybody read this?"]);

  expect(await barriers(tab.page)).toEqual([]);
});

test("the console has no serious barrier in any view", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("Can everybody read this?");
  const desk = await (await newPerson()).console();
  await expect(desk.rows).toHaveCount(1);
  expect(await barriers(desk.page), "the list of chats").toEqual([]);

  await desk.openChat("Can everybody read this?");
  await desk.thread.send("Everybody can.");
  await desk.thread.expectHistory(["Can everybody read this?", "Everybody can."]);
  expect(await barriers(desk.page), "a thread").toEqual([]);

  await desk.users.click();
  await expect(desk.chatSwitch(/^Chat for /)).toBeVisible();
  expect(await barriers(desk.page), "the users").toEqual([]);
});

/** What axe finds serious, with the elements that it found. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((n) => n.html).join()}`);
}
