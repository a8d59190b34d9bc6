import { Caller } from "./stage/caller";
import { comesIn, says } from "./stage/crew";
import { expect, test } from "./stage/place";

test("the list shows who waits, what one has and what has ended", async ({ place, newPerson }) => {
  await says(place, "Ada", "My parcel is late");
  await says(place, "Bob", "My bill is wrong");
  const desk = await comesIn(place, await newPerson(), "Maria");
  const { page, rows } = desk;
  const filter = (name: RegExp) => page.getByRole("group", { name: "Show" }).getByRole("button", { name });
  await expect(rows).toHaveCount(2);

  await filter(/^Waiting/).click();
  await expect(rows.getByRole("link")).toHaveText(["Ada", "Bob"]);
  await expect(filter(/^Waiting/)).toHaveText(/2$/);
  await expect(rows.first()).toHaveClass(/longest/);

  await desk.openChat("My parcel is late");
  await page.getByRole("button", { name: "Take", exact: true }).click();
  await expect(page.getByRole("button", { name: "Release" })).toBeVisible();
  await filter(/^Waiting/).click();
  await expect(rows.getByRole("link")).toHaveText(["Bob"]);
  await filter(/^Mine/).click();
  await expect(rows.getByRole("link")).toHaveText(["Ada"]);
  await expect(page).toHaveURL(/filter=mine/);

  await page.getByRole("button", { name: "End chat" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
  await expect(rows).toHaveCount(0);
  await filter(/^Ended/).click();
  await expect(rows.getByRole("link")).toHaveText(["Ada"]);

  await page.goBack();
  await expect(filter(/^Mine/)).toHaveAttribute("aria-pressed", "true");
  await page.goto(page.url().replace("filter=mine", "filter=ended"));
  await page.reload();
  await expect(rows.getByRole("link")).toHaveText(["Ada"]);
});

test("a search leads to the message that it found, far back", async ({ place, newPerson }) => {
  const hay = Array.from({ length: 70 }, (_, line) => `Line ${line} of hay`);
  await says(place, "Ada", "The needle is here", ...hay);
  await says(place, "Bob", "Something else");
  const desk = await comesIn(place, await newPerson(), "Maria");
  const { page, rows } = desk;

  await page.getByRole("searchbox", { name: "Search chats" }).fill("needl");
  await expect(rows).toHaveCount(1);
  await expect(rows.locator("mark")).toHaveText("needl");
  await rows.getByRole("link").click();

  const found = desk.thread.messages.and(page.locator('[data-found="true"]'));
  await expect(found).toContainText("The needle is here");
  await expect(found).toBeInViewport();
  await expect(page).toHaveURL(/search=needl&message=1$/);
  await page.reload();
  await expect(found).toBeInViewport();

  await page.getByRole("searchbox", { name: "Search chats" }).press("Escape");
  await expect(rows).toHaveCount(2);
});

test("two of the desk do not answer the same chat unknowingly", async ({ place, newPerson }) => {
  await says(place, "Ada", "Who helps me?");
  const maria = await comesIn(place, await newPerson(), "Maria");
  const bo = await comesIn(place, await newPerson(), "Bo");
  await maria.openChat("Who helps me?");
  await bo.openChat("Who helps me?");
  const status = maria.page.locator(".collision");

  await bo.thread.input.pressSequentially("I am on it");
  await expect(status).toHaveText("Bo is typing an answer…");
  await expect(bo.page.locator(".collision")).toHaveText("");
  await maria.thread.input.fill("I was about to");
  await bo.thread.sendButton.click();
  await expect(status).toHaveText(/^Bo has taken this chat./);
  await expect(maria.thread.input).toHaveValue("I was about to");
  await expect(maria.rows.first()).toContainText("Bo has it");

  const handOver = bo.page.getByRole("button", { name: "Hand over" });
  await handOver.focus();
  await bo.page.keyboard.press("Enter");
  const item = bo.page.getByRole("menuitem", { name: /^Maria/ });
  await expect(item).toBeFocused();
  await bo.page.keyboard.press("Escape");
  await expect(item).toBeHidden();
  await expect(handOver).toBeFocused();
  await bo.page.keyboard.press("Enter");
  await expect(item).toBeFocused();
  await bo.page.keyboard.press("Enter");
  await expect(bo.page.getByText("Maria has it").first()).toBeVisible();
  await expect(maria.page.getByText("You have it")).toBeVisible();
  await maria.page.getByRole("button", { name: "Release" }).click();
  await expect(maria.page.getByText("You have it")).toBeHidden();
});

test("whoever goes from chat to chat is there all the while", async ({ place, newPerson }) => {
  await says(place, "Ada", "The first");
  await says(place, "Bob", "The second");
  const desk = await comesIn(place, await newPerson(), "Maria");
  const told: { session_id?: string; visible: boolean }[] = [];
  desk.page.on("request", (request) => {
    if (request.url().endsWith("/chat/presence")) told.push(request.postDataJSON());
  });
  await desk.openChat("The first");
  await expect.poll(() => told.at(-1)?.session_id).toBeTruthy();
  const first = told.at(-1)?.session_id;
  await desk.openChat("The second");

  // What ends is the chat that was left, and never the desk as such: all would end with it.
  await expect.poll(() => told.filter(({ visible }) => !visible)).toEqual([{ session_id: first, visible: false }]);
  const { agents } = await new Caller(
    place.api,
    await place.server.token({ sub: "bo", role: "admin", name: "Bo" }),
  ).get<{ agents: { name: string; online: boolean }[] }>("admin/agents");
  expect(agents).toEqual([expect.objectContaining({ name: "Maria", online: true })]);
});

test("the panel tells of the customer, and changes what can be changed", async ({ place, newPerson }) => {
  await says(place, "Ada", "A question");
  const desk = await comesIn(place, await newPerson(), "Maria");
  const other = await comesIn(place, await newPerson(), "Bo");
  await desk.openChat("A question");
  await other.openChat("A question");
  const panel = desk.page.getByRole("complementary", { name: "Customer" });
  const beside = other.page.getByRole("complementary", { name: "Customer" });
  await expect(panel.getByRole("heading", { name: "Ada" })).toBeVisible();
  await expect(panel.locator("code")).toHaveText("ada");

  await panel.getByRole("textbox", { name: "Subject" }).fill("Parcel 12");
  await panel.getByRole("textbox", { name: "Subject" }).press("Enter");
  await expect(beside.getByRole("textbox", { name: "Subject" })).toHaveValue("Parcel 12");
  await panel.getByRole("textbox", { name: "Add a tag" }).fill("urgent");
  await panel.getByRole("textbox", { name: "Add a tag" }).press("Enter");
  await expect(beside.getByRole("listitem").filter({ hasText: "urgent" })).toBeVisible();
  await beside.getByRole("button", { name: "Remove the tag urgent" }).click();
  await expect(panel.getByRole("listitem").filter({ hasText: "urgent" })).toBeHidden();

  const chatSwitch = panel.getByRole("switch", { name: "Chat for Ada" });
  await panel.getByRole("textbox", { name: "Reason for the next change" }).fill("spam");
  await chatSwitch.click();
  await expect(beside.getByRole("switch", { name: "Chat for Ada" })).not.toBeChecked();
  await panel.getByRole("button", { name: "History" }).click();
  await expect(panel.getByRole("listitem").filter({ hasText: "spam" })).toContainText("maria");
  await panel.getByRole("button", { name: "Undo the last change" }).click();
  await expect(chatSwitch).toBeChecked();
  await expect(beside.getByRole("switch", { name: "Chat for Ada" })).toBeChecked();
});

test("the panel shows the page that a customer has before them, also when they go on", async ({
  newPerson,
}) => {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("Where am I?");
  const desk = await (await newPerson()).console();
  await desk.openChat("Where am I?");
  const link = desk.page.getByRole("complementary", { name: "Customer" }).getByRole("link");
  await expect(link).toHaveText(await visitor.page.title());
  await expect(link).toHaveAttribute("href", visitor.page.url());

  await visitor.page.evaluate(() => {
    document.title = "The basket";
    history.pushState(null, "", "/basket?coupon=secret");
  });
  await expect(link).toHaveText("The basket");
  await expect(link).toHaveAttribute("href", new URL("/basket", visitor.page.url()).href);
});

test("nothing moves under a hand that is about to press", async ({ place, newPerson }) => {
  await says(place, "Ada", "The first");
  await says(place, "Bob", "The second");
  const desk = await comesIn(place, await newPerson(), "Maria");
  await expect(desk.rows.getByRole("link")).toHaveText(["Bob", "Ada"]);

  const row = await desk.rows.first().boundingBox();
  if (!row) throw new Error("a row has a place");
  let isHeld = true;
  const move = (n: number) => desk.page.mouse.move(row.x + 20 + (n % 9), row.y + 10);
  await move(0);
  const moving = (async () => {
    for (let n = 1; isHeld; n += 1) await move(n);
  })();
  await says(place, "Cal", "The third");
  await expect(desk.page.getByRole("button", { name: "1 new chat" })).toBeVisible();
  await expect(desk.rows.getByRole("link")).toHaveText(["Bob", "Ada"]);

  isHeld = false;
  await moving;
  await expect(desk.rows.getByRole("link")).toHaveText(["Cal", "Bob", "Ada"]);
  await expect(desk.page.getByRole("button", { name: "1 new chat" })).toBeHidden();
});
