import { comesIn, says } from "./stage/crew";
import { Keys } from "./stage/keys";
import { News } from "./stage/news";
import { expect, test } from "./stage/place";
import { colleague, opensTicket, TicketTable } from "./stage/tickets";

test("the badge counts what waits for somebody, and leads to the table", async ({ place, newPerson }) => {
  const desk = await comesIn(place, await newPerson(), "Maria");
  const counts = async (open: number, inProgress: number, unassigned: number) => {
    await expect(desk.tickets).toHaveAttribute("data-open", String(open));
    await expect(desk.tickets).toHaveAttribute("data-in-progress", String(inProgress));
    await expect(desk.tickets).toHaveAttribute("data-unassigned", String(unassigned));
    const words = `${open} open, ${inProgress} in progress, ${unassigned} unassigned`;
    await expect(desk.tickets).toHaveAccessibleName(new RegExp(`^Tickets.*${words}$`));
  };
  await counts(0, 0, 0);
  await expect(desk.tickets.locator(".badge")).toBeHidden();

  const first = await opensTicket(place, { sender_name: "Ada", issue_description: "Late" });
  await opensTicket(place, { sender_name: "Bob", issue_description: "Broken" });
  await counts(2, 0, 2);
  await expect(desk.tickets.locator(".badge")).toHaveText("2");

  const bo = await colleague(place, "Bo");
  await bo.post(`admin/support/tickets/${first}/messages`, { message: "I look." });
  await counts(1, 1, 1);
  await bo.post(`admin/support/tickets/${first}/close`);
  await counts(1, 0, 1);

  await desk.tickets.click();
  await expect(desk.tickets).toHaveAttribute("aria-current", "page");
  await expect(new TicketTable(desk).names).toHaveText(["Ada", "Bob"]);
});

test("without a stream the badge and the table are kept right by asking", async ({ place, newPerson }) => {
  const person = await newPerson();
  await News.of(person.context);
  const desk = await comesIn(place, person, "Maria");
  await expect(desk.connection).toHaveAttribute("data-connection", "polling", { timeout: 20_000 });
  const table = new TicketTable(desk);
  await table.open();

  await opensTicket(place, { sender_name: "Ada", issue_description: "Late" });
  await expect(table.names).toHaveText(["Ada"], { timeout: 15_000 });
  await expect(desk.tickets).toHaveAttribute("data-open", "1");
});

test("tickets are sorted, narrowed and found, and the address says how", async ({ place, newPerson }) => {
  await opensTicket(place, { sender_name: "Ada", issue_description: "The parcel is late", priority: "LOW" });
  await opensTicket(place, { sender_name: "Bob", issue_description: "Cannot log in", priority: "URGENT" });
  await opensTicket(place, { sender_name: "Cal", issue_description: "A parcel too many", priority: "HIGH" });
  const bo = await colleague(place, "Bo");
  await bo.post("admin/support/tickets/1/messages", { message: "I look." });
  const desk = await comesIn(place, await newPerson(), "Maria");
  const table = new TicketTable(desk);
  const { page } = table;
  await table.open();

  await test.step("both ways by each column", async () => {
    await expect(table.column("Updated")).toHaveAttribute("aria-sort", "descending");
    await expect(table.names).toHaveText(["Ada", "Cal", "Bob"]);
    for (const [column, most, least] of [
      ["Number", ["Cal", "Bob", "Ada"], ["Ada", "Bob", "Cal"]],
      ["Priority", ["Bob", "Cal", "Ada"], ["Ada", "Cal", "Bob"]],
      ["Created", ["Cal", "Bob", "Ada"], ["Ada", "Bob", "Cal"]],
      ["Updated", ["Ada", "Cal", "Bob"], ["Bob", "Cal", "Ada"]],
    ] as const) {
      await table.column(column).getByRole("button").click();
      await expect(table.column(column)).toHaveAttribute("aria-sort", "descending");
      await expect(table.names).toHaveText([...most]);
      await table.column(column).getByRole("button").click();
      await expect(table.column(column)).toHaveAttribute("aria-sort", "ascending");
      await expect(table.names).toHaveText([...least]);
    }
    await expect(table.column("Number")).toHaveAttribute("aria-sort", "none");
    await page.reload();
    await expect(table.names).toHaveText(["Bob", "Cal", "Ada"]);
  });

  await test.step("by where they stand, how much they press and who has them", async () => {
    await table.choose("Status", "In progress");
    await expect(table.names).toHaveText(["Ada"]);
    await page.goBack();
    await expect(table.names).toHaveText(["Bob", "Cal", "Ada"]);
    await table.choose("Priority", "Urgent");
    await expect(table.names).toHaveText(["Bob"]);
    await expect(page).toHaveURL(/#tickets&priority=URGENT&sort=updated_at$/);
    await table.choose("Priority", "Any priority");
    await table.choose("Assigned to", "Nobody");
    await expect(table.names).toHaveText(["Bob", "Cal"]);
    await table.choose("Assigned to", "Me");
    await expect(table.rows).toHaveCount(0);
    await expect(page.getByText("No ticket fits.")).toBeVisible();
    await table.choose("Assigned to", "Anybody");
  });

  await test.step("by words", async () => {
    await page.getByRole("searchbox", { name: "Search tickets" }).fill("parcel");
    await expect(table.names).toHaveText(["Cal", "Ada"]);
    await expect(table.total).toHaveText("2 tickets");
  });
});

test("fifty stand on a page, and what changes shows by itself", async ({ place, newPerson }) => {
  for (let n = 1; n <= 52; n += 1) {
    await opensTicket(place, { sender_name: `Person ${n}`, issue_description: `Question ${n}` });
  }
  const desk = await comesIn(place, await newPerson(), "Maria");
  const table = new TicketTable(desk);
  await table.open();
  await expect(table.rows).toHaveCount(50);
  await expect(table.total).toHaveText("52 tickets");
  const pages = table.page.getByRole("navigation", { name: "Pages" });
  await expect(pages).toContainText("1–50 of 52");
  await expect(pages.getByRole("button", { name: "Previous page" })).toBeDisabled();

  await pages.getByRole("button", { name: "Next page" }).click();
  await expect(table.names).toHaveText(["Person 2", "Person 1"]);
  await expect(pages).toContainText("51–52 of 52");
  await expect(pages.getByRole("button", { name: "Next page" })).toBeDisabled();
  await table.page.reload();
  await expect(table.names).toHaveText(["Person 2", "Person 1"]);
  await pages.getByRole("button", { name: "Previous page" }).click();
  await expect(table.names.first()).toHaveText("Person 52");

  const bo = await colleague(place, "Bo");
  await bo.post("admin/support/tickets/1/messages", { message: "I look." });
  await expect(table.names.first()).toHaveText("Person 1");
  await expect(table.rows.first()).toContainText("In progress");
  await expect(table.rows.first()).toContainText("Bo");
  await opensTicket(place, { sender_name: "Somebody new", issue_description: "Hello" });
  await expect(table.names.first()).toHaveText("Somebody new");
});

test("a ticket is answered, moved, sorted and closed with a last word", async ({ place, newPerson }) => {
  const number = await opensTicket(place, { sender_name: "Ada", issue_description: "The parcel is late" });
  const bo = await colleague(place, "Bo");
  await bo.post("chat/presence", { visible: true });
  const desk = await comesIn(place, await newPerson(), "Maria");
  const table = new TicketTable(desk);
  const { page } = table;
  await table.open();
  await table.openTicket("Ada");
  await expect(page).toHaveURL(new RegExp(`#ticket=${number}$`));
  const beside = page.getByRole("complementary", { name: "Customer" });
  await expect(page.getByRole("heading", { name: `#${number} Ada` })).toBeVisible();
  await expect(page.getByRole("region", { name: "Description" })).toHaveText("The parcel is late");
  await expect(beside.getByLabel("Status")).toHaveValue("OPEN");
  await expect(beside).toContainText(/First answer\s*Not yet/);

  await desk.thread.send("It leaves today.");
  await desk.thread.expectHistory(["It leaves today."]);
  await expect(beside.getByLabel("Status")).toHaveValue("IN_PROGRESS");
  await expect(beside).toContainText(/First answer\s*at once/);
  await expect(beside.getByLabel("Assigned to")).toHaveValue("maria");

  await beside.getByLabel("Priority").selectOption({ label: "Urgent" });
  await beside.getByLabel("Assigned to").selectOption({ label: "Bo" });
  await expect(page.locator(".who")).toContainText("Bo has it");
  await beside.getByRole("textbox", { name: "Add a tag" }).fill("parcels");
  await beside.getByRole("textbox", { name: "Add a tag" }).press("Enter");
  await expect(beside.getByRole("listitem").filter({ hasText: "parcels" })).toBeVisible();
  const asked = await bo.get<{ priority: string; assigned_admin_id: string; tags: string[] }>(
    `admin/support/tickets/${number}`,
  );
  expect(asked).toMatchObject({ priority: "URGENT", assigned_admin_id: "bo", tags: ["parcels"] });

  await page.getByRole("button", { name: "Close ticket" }).click();
  const dialog = page.getByRole("dialog", { name: `Close ticket ${number}?` });
  await dialog.getByRole("textbox").fill("It is there. Good-bye!");
  await dialog.getByRole("button", { name: "Close ticket" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator(".notice.done")).toBeVisible();
  await expect(beside.getByLabel("Status")).toHaveValue("RESOLVED");
  await desk.thread.expectHistory(["It leaves today.", "It is there. Good-bye!"]);

  await page.getByRole("button", { name: "Back" }).click();
  await expect(table.row("Ada")).toContainText("Resolved");
  await expect(table.row("Ada")).toContainText("Urgent");
});

test("what cannot be any more is said in words", async ({ place, newPerson }) => {
  const number = await opensTicket(place, { sender_name: "Ada", issue_description: "Late" });
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.page.goto(`${place.url}console/#ticket=${number}`);
  const status = desk.page.getByRole("complementary", { name: "Customer" }).getByLabel("Status");
  await expect(status).toHaveValue("OPEN");
  // A move that nobody can make from here any more; the server itself refuses it.
  await desk.page.route("**/admin/support/tickets/*", async (route) => {
    const postData = JSON.stringify({ status: "CLOSED" });
    await (route.request().method() === "PATCH" ? route.continue({ postData }) : route.continue());
  });

  await status.selectOption({ label: "In progress" });
  await expect(desk.page.getByRole("alert")).toHaveText(/^Not changed: the ticket is closed for good/);
  await expect(status).toHaveValue("OPEN");
});

test("there is no ticket under a number that none has", async ({ place, newPerson }) => {
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.page.goto(`${place.url}console/#ticket=77`);
  await expect(desk.page.getByRole("heading", { name: "This ticket is not here" })).toBeVisible();
  await desk.page.getByRole("link", { name: "All tickets" }).click();
  await expect(desk.page.getByText("There are no tickets yet.")).toBeVisible();
});

test("a chat becomes a ticket, and leads to it from then on", async ({ place, newPerson }) => {
  await says(place, "Ada", "My parcel is late");
  const desk = await comesIn(place, await newPerson(), "Maria");
  const { page } = desk;
  await desk.openChat("My parcel is late");
  const beside = page.getByRole("complementary", { name: "Customer" });
  await beside.getByRole("button", { name: "Make a ticket" }).click();
  await expect(page).toHaveURL(/#ticket=1$/);
  await expect(page.getByRole("heading", { name: "#1 Ada" })).toBeVisible();
  await desk.thread.expectHistory(["My parcel is late"]);
  await expect(desk.tickets).toHaveAttribute("data-open", "1");

  await says(place, "Ada", "Is anybody there?");
  await desk.thread.expectHistory(["My parcel is late", "Is anybody there?"]);
  await desk.openChat("Is anybody there?");
  await beside.getByRole("link", { name: "Ticket 1" }).click();
  await expect(page).toHaveURL(/#ticket=1$/);
});

test("tickets are gone through by keyboard alone", async ({ place, newPerson }) => {
  for (const name of ["Ada", "Bob", "Cal"]) {
    await opensTicket(place, { sender_name: name, issue_description: `${name}'s question` });
  }
  const desk = await comesIn(place, await newPerson(), "Maria");
  const table = new TicketTable(desk);
  const keys = new Keys(desk.page);
  await keys.press("g");
  await keys.press("t");
  await expect(table.rows).toHaveCount(3);
  await keys.press("j");
  await keys.expectFocus("Cal");
  await keys.press("j");
  await keys.press("ArrowDown");
  await keys.expectFocus("Ada");
  await keys.press("k");
  await keys.expectFocus("Bob");
  await keys.press("Enter");
  await expect(desk.thread.input).toBeFocused();
  await keys.type("I look it up.");
  await keys.press("Enter");
  await desk.thread.expectHistory(["I look it up."]);
  await keys.press("Escape");
  await keys.press("e");
  await keys.expectFocus("Last word (optional)");
  await keys.tabTo("Close ticket");
  await keys.press("Enter");
  await expect(desk.page.locator(".notice.done")).toBeVisible();
  await keys.press("Escape");
  await keys.press("Escape");
  await keys.expectFocus("Bob");
  await expect(table.row("Bob")).toContainText("Resolved");
  await keys.tabTo("Search tickets", "Shift+Tab");
  await keys.tabTo("Updated");
  await keys.press("Enter");
  await expect(table.column("Updated")).toHaveAttribute("aria-sort", "ascending");
});
