import { DeskTab } from "./stage/desk";
import { comesIn, says } from "./stage/crew";
import { expect, test } from "./stage/place";

test.use({ tells: "a bot" });

test("an admin sees what was given up and why, and has it tried again", async ({ place, newPerson }) => {
  place.bot.status = 410;
  await says(place, "Ada", "Is anybody there?");
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.deliveries.click();
  const { page } = desk;
  await expect(page.getByRole("heading", { name: "Deliveries" })).toBeVisible();
  const rows = page.getByRole("table").getByRole("row").filter({ has: page.getByRole("rowheader") });
  // Nobody tells the page: it looks by itself.
  await expect(rows.first()).toContainText("410", { timeout: 15_000 });
  await expect(rows.first().getByRole("rowheader")).toHaveText(/^webhook/);
  await expect.poll(() => rows.count(), { timeout: 15_000 }).toBeGreaterThan(1);
  const n = await rows.count();

  place.bot.status = 204;
  await rows.first().getByRole("button", { name: "Retry" }).click();
  await expect(rows).toHaveCount(n - 1);
  await expect.poll(() => place.bot.told.length).toBe(1);
});

test("an admin sees what waits, and nothing is tried by hand there", async ({ place, newPerson }) => {
  place.bot.status = 503;
  await says(place, "Ada", "Is anybody there?");
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.deliveries.click();
  const { page } = desk;
  await expect(page.getByText("Nothing was given up.")).toBeVisible();
  await page.getByRole("group", { name: "Show" }).getByRole("button", { name: "Waiting" }).click();
  const rows = page.getByRole("table").getByRole("row").filter({ has: page.getByRole("rowheader") });
  await expect(rows.filter({ hasText: "503" }).first()).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole("button", { name: "Retry" })).toHaveCount(0);
});

test("an admin sends a test by a channel and reads what came of it", async ({ place, newPerson }) => {
  place.bot.status = 204;
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.deliveries.click();
  const { page } = desk;
  const channel = page.getByRole("list", { name: "Channels" }).getByRole("listitem");
  await expect(channel).toHaveCount(1);
  await expect(channel).toContainText(/^webhook/);
  await expect(channel).toContainText("events");
  await channel.getByRole("button", { name: "Send a test" }).click();
  await expect(channel.getByRole("status")).toHaveText("Sent");
  expect(place.bot.told.map((told) => told.type)).toContain("check");

  place.bot.status = 410;
  await channel.getByRole("button", { name: "Send a test" }).click();
  await expect(channel.getByRole("status")).toContainText("Not sent: the receiver answered 410");
});

test("what was given up stands on pages of fifty", async ({ place, newPerson }) => {
  place.bot.status = 410;
  const texts = Array.from({ length: 60 }, (_, line) => `Line ${line}`);
  await says(place, "Ada", ...texts);
  const desk = await comesIn(place, await newPerson(), "Maria");
  const given = async () => {
    const asked = await place.get("admin/deliveries", { sub: "maria", role: "admin" });
    return (asked as { total: number }).total;
  };
  await expect.poll(given, { timeout: 20_000 }).toBeGreaterThan(60);
  await desk.deliveries.click();
  const { page } = desk;
  const rows = page.getByRole("table").getByRole("row").filter({ has: page.getByRole("rowheader") });
  await expect(rows).toHaveCount(50);
  const pages = page.getByRole("navigation", { name: "Pages" });
  await expect(pages).toContainText(/^1–50 of /);
  await pages.getByRole("button", { name: "Next page" }).click();
  await expect(pages).toContainText(/^51–/);
  await pages.getByRole("button", { name: "Previous page" }).click();
  await expect(pages).toContainText(/^1–50 of /);
});

test("an agent has nothing to do with deliveries", async ({ place, newPerson }) => {
  const person = await newPerson();
  const page = await person.context.newPage();
  await page.goto(await place.server.addAgent("Bo", place.url));
  await page.getByLabel("Password").fill("correct horse battery");
  await page.keyboard.press("Enter");
  const desk = new DeskTab(page);
  await expect(desk.tickets).toBeVisible();
  await expect(desk.deliveries).toBeHidden();
});
