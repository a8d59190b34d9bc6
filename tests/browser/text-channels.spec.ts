import { comesIn } from "./stage/crew";
import { expect, test } from "./stage/place";
import { colleague, TicketTable } from "./stage/tickets";

test.use({ tells: "a bot" });

const PIA = "+31 6 8765 4321";

test("a customer asks for support by WhatsApp, and the desk takes it to its end", async ({ place, newPerson }) => {
  const { bot } = place;
  const desk = await comesIn(place, await newPerson(), "Maria");
  const { page } = desk;

  const begun = await bot.hears(PIA, "support", { name: "Pia" });
  expect(begun).toMatchObject({ handled: true, state: "chat_support_active" });
  expect(begun.replies[0]?.text).toContain("Pia");
  await bot.hears(PIA, "My charger is missing");
  await expect(desk.tickets).toHaveAttribute("data-open", "1");
  await expect(desk.tickets).toHaveAccessibleName(/1 open, 0 in progress, 1 unassigned$/);

  const table = new TicketTable(desk);
  await table.open();
  await expect(table.row("Pia")).toContainText("My charger is missing");
  await table.openTicket("Pia");
  await desk.thread.send("We send one today.");
  const answer = desk.thread.messages.filter({ hasText: "We send one today." });
  await expect(answer).toContainText("Sent");
  await expect.poll(() => bot.said).toEqual(["Support Team: We send one today."]);
  await expect(desk.tickets).toHaveAttribute("data-in-progress", "1");

  const beside = page.getByRole("complementary", { name: "Customer" });
  await beside.getByLabel("Priority").selectOption({ label: "High" });
  const bo = await colleague(place, "Bo");
  await expect.poll(async () => (await bo.get<{ priority: string }>("admin/support/tickets/1")).priority).toBe("HIGH");

  const spoken = bot.said.length;
  await page.getByRole("button", { name: "Close ticket" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("It is on its way. Good-bye!");
  await dialog.getByRole("button", { name: "Close ticket" }).click();
  await expect(page.locator(".notice.done")).toBeVisible();
  await expect.poll(() => bot.said[spoken]).toBe("Support Team: It is on its way. Good-bye!");
  await expect(desk.tickets).toHaveAttribute("data-open", "0");
  await expect(desk.tickets).toHaveAttribute("data-in-progress", "0");
  expect((await bot.hears(PIA, "what is the weather?")).handled).toBe(false);
});

test("a chat by WhatsApp is answered while it goes on, and not before and after", async ({ place, newPerson }) => {
  const { bot } = place;
  await bot.hears(PIA, "support", { name: "Pia" });
  await bot.hears(PIA, "My charger is missing");
  const desk = await comesIn(place, await newPerson(), "Maria");
  const { page } = desk;
  const row = desk.rows.filter({ hasText: "Pia" });
  await expect(row).toContainText("💬 Chat");
  await expect(row).toContainText("WhatsApp");
  await row.getByRole("link").click();
  await expect(page.getByText("💬 Chat Active")).toBeVisible();

  const sent = page.waitForRequest((request) => request.url().endsWith("/chat-support/send"));
  await desk.thread.send("We send one today.");
  expect((await sent).postDataJSON()).toMatchObject({ message: "We send one today." });
  await expect(desk.thread.input).toHaveValue("");
  const answer = desk.thread.messages.filter({ hasText: "We send one today." });
  await expect(answer).toContainText("Sent");
  await expect.poll(() => bot.said.at(-1)).toBe("Support Team: We send one today.");

  await test.step("the desk ends it", async () => {
    await page.getByRole("button", { name: "End chat" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
    await expect(page.getByText("💬 Chat Active")).toBeHidden();
    await expect(row).not.toContainText("💬 Chat");
    await expect(page.getByRole("button", { name: "Reply" })).toBeDisabled();
    await expect(desk.thread.input).toBeHidden();
    expect((await bot.hears(PIA, "hello?")).handled).toBe(false);
  });

  await test.step("and starts it again", async () => {
    const spoken = bot.said.length;
    await page.getByRole("button", { name: "Start chat" }).click();
    await expect(page.getByText("💬 Chat Active")).toBeVisible();
    await expect(desk.thread.input).toBeVisible();
    await expect.poll(() => bot.said.length).toBeGreaterThan(spoken);
    expect((await bot.hears(PIA, "Found it after all")).handled).toBe(true);
    await expect(desk.thread.messages.filter({ hasText: "Found it after all" })).toBeVisible();
  });

  await test.step("the customer ends it", async () => {
    await bot.hears(PIA, "end chat");
    await expect(page.getByText("💬 Chat Active")).toBeHidden();
    await expect(page.getByRole("button", { name: "Start chat" })).toBeVisible();
  });
});

test("each message says how far it got, and why it did not", async ({ place, newPerson }) => {
  const { bot } = place;
  await bot.hears(PIA, "support", { name: "Pia" });
  await bot.hears(PIA, "My charger is missing");
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.openChat("Pia");
  await desk.thread.send("The first answer");
  await expect(desk.thread.messages.filter({ hasText: "The first answer" })).toContainText("Sent");

  bot.status = 503;
  await desk.thread.send("The second answer");
  const second = desk.thread.messages.filter({ hasText: "The second answer" });
  await expect(second).toContainText("Queued");
  bot.status = 410;
  await expect(second).toContainText(/Not delivered: .*410/, { timeout: 20_000 });
  await expect(second).toHaveAttribute("data-state", "failed");
  await expect(desk.thread.messages.filter({ hasText: "The first answer" })).toContainText("Sent");
});

test("a chat that ended meanwhile says so, and keeps what was typed", async ({ place, newPerson }) => {
  const { bot } = place;
  await bot.hears(PIA, "support", { name: "Pia" });
  await bot.hears(PIA, "My charger is missing");
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.openChat("Pia");
  await desk.thread.input.fill("We send one today.");
  // What the stream tells is held back: the customer is faster than the news of it.
  await desk.page.route("**/chat-support/send", async (route) => {
    await bot.hears(PIA, "end chat");
    await route.continue();
  });
  await desk.thread.sendButton.click();
  await expect(desk.page.getByRole("alert")).toContainText("the chat has ended meanwhile");
  expect(bot.said.join()).not.toContain("We send one today.");

  await desk.page.unroute("**/chat-support/send");
  await desk.page.getByRole("button", { name: "Start chat" }).click();
  await expect(desk.thread.input).toHaveValue("We send one today.");
});
