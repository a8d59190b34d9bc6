import { comesIn, says } from "./stage/crew";
import { expect, test } from "./stage/place";
import { joins } from "./stage/team";
import { opensTicket, TicketTable } from "./stage/tickets";

test("on a phone the window fills the screen", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("From the tram");
  await tab.thread.expectHistory(["From the tram"]);

  const screen = tab.page.viewportSize();
  const box = await tab.window.boundingBox();
  expect(box).toEqual({ x: 0, y: 0, width: screen?.width, height: screen?.height });
  await expect(tab.thread.sendButton).toBeInViewport();
  expect(await overflow(tab.page)).toBe(0);
});

test("on a phone the console leads from the list to the thread and back", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("From the tram");
  const desk = await (await newPerson()).console();
  const row = desk.rows.filter({ hasText: "From the tram" });
  await expect(row).toBeInViewport();
  await expect(desk.thread.log).toBeHidden();

  await desk.openChat("From the tram");
  await expect(row).toBeHidden();
  await desk.thread.send("Mind the gap");
  await desk.thread.expectHistory(["From the tram", "Mind the gap"]);
  await expect(desk.thread.sendButton).toBeInViewport();
  expect(await overflow(desk.page)).toBe(0);

  await desk.back.click();
  await expect(desk.thread.log).toBeHidden();
  await expect(desk.rows.filter({ hasText: "Mind the gap" })).toBeInViewport();
});

test("on a phone the customer's panel lies over the thread", async ({ place, newPerson }) => {
  await says(place, "Ada", "From the tram");
  const desk = await comesIn(place, await newPerson(), "Maria");
  const panel = desk.page.getByRole("complementary", { name: "Customer" });
  await desk.openChat("From the tram");
  await expect(panel).toBeHidden();

  await desk.page.getByRole("button", { name: "Customer details", exact: true }).click();
  await expect(panel.getByRole("switch", { name: "Chat for Ada" })).toBeInViewport();
  expect((await panel.boundingBox())?.width).toBe(desk.page.viewportSize()?.width);
  expect(await overflow(desk.page)).toBe(0);

  await panel.getByRole("button", { name: "Close customer details" }).click();
  await expect(panel).toBeHidden();
  await expect(desk.thread.input).toBeInViewport();
});

test("on a phone tickets are cards that lead to the ticket and back", async ({ place, newPerson }) => {
  const issue_description = "The parcel is late, and nobody knows where it is or when it comes. ".repeat(4);
  await opensTicket(place, { sender_name: "Somebody with a name of many words", issue_description });
  const desk = await comesIn(place, await newPerson(), "Maria");
  const { page } = desk;
  const table = new TicketTable(desk);
  await table.open();
  const row = table.rows.first();
  await expect(row).toContainText("Open");
  await expect(row.getByRole("link")).toBeInViewport();
  expect((await row.boundingBox())?.height).toBeGreaterThan(80);
  await expect(page.getByRole("columnheader", { name: "Status" })).not.toBeInViewport();
  expect(await overflow(page)).toBe(0);
  await page.getByLabel("Sort by").selectOption({ label: "Number, ascending" });
  await expect(page).toHaveURL(/sort=number$/);

  await row.click();
  await expect(desk.thread.sendButton).toBeInViewport();
  const whole = page.getByRole("button", { name: "Show all" });
  await whole.click();
  await expect(page.getByRole("button", { name: "Show less" })).toBeInViewport();
  expect(await overflow(page)).toBe(0);
  await page.getByRole("button", { name: "Customer details", exact: true }).click();
  const panel = page.getByRole("complementary", { name: "Customer" });
  await panel.getByLabel("Priority").selectOption({ label: "High" });
  await panel.getByRole("button", { name: "Close customer details" }).click();
  await expect(page.locator(".who")).toContainText("High");
  await desk.back.click();
  await expect(row).toContainText("High");
});

/** How far the page can be pushed sideways. */
function overflow(page: import("@playwright/test").Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

test("on a phone the team's conversations lead to the thread and back", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  await ada.begin(["Bo"]);
  await ada.thread.send("From the tram");
  await bo.link.click();
  await expect(bo.rows.filter({ hasText: "From the tram" })).toBeInViewport();
  await expect(bo.thread.log).toBeHidden();
  expect(await overflow(bo.page)).toBe(0);

  await bo.openConversation("Ada");
  await expect(bo.rows.first()).toBeHidden();
  await expect(bo.head.getByText("Online")).toBeInViewport();
  await bo.thread.send("Mind the gap");
  await ada.thread.expectHistory(["From the tram", "Mind the gap"]);
  expect(await overflow(bo.page)).toBe(0);

  await bo.desk.back.click();
  await expect(bo.rows.filter({ hasText: "You: Mind the gap" })).toBeInViewport();
  await bo.page.getByRole("button", { name: "New conversation" }).click();
  await expect(bo.dialog.getByRole("button", { name: "Begin" })).toBeInViewport();
  expect(await overflow(bo.page)).toBe(0);
});
