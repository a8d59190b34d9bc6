import { Between } from "./stage/between";
import { says } from "./stage/crew";
import { expect, mark, expectStayed, test, type Place } from "./stage/place";
import { joins } from "./stage/team";

interface Conversations {
  conversations: { id: string; last_seq: number; last_message: { preview: string } | null }[];
}

/** The conversations of somebody, as the server has them. */
async function conversationsOf(place: Place, name: string): Promise<Conversations["conversations"]> {
  const bearer = { sub: name.toLowerCase(), role: "admin" } as const;
  return ((await place.get("panel/conversations", bearer)) as Conversations).conversations;
}

test("two colleagues talk live, in the one conversation that a pair has", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  await mark(ada, bo);
  await ada.begin(["Bo"]);
  await ada.thread.send("Hello Bo");
  await ada.thread.expectHistory(["Hello Bo"]);
  await expect(ada.thread.messages.first()).toContainText("Sent");

  await bo.expectUnread(1);
  await bo.begin(["Ada"]);
  await bo.thread.expectHistory(["Hello Bo"]);
  await bo.expectUnread(0);
  await expect(ada.thread.messages.first()).toContainText("Seen");
  await bo.thread.send("Hello Ada");
  for (const each of [ada, bo]) await each.thread.expectHistory(["Hello Bo", "Hello Ada"]);
  await expect(ada.thread.messages.last()).toHaveAccessibleName("Bo");
  await expect(ada.thread.messages.last()).toHaveClass(/theirs/);
  await expect(bo.thread.messages.last()).toHaveClass(/mine/);

  for (const [tab, other, preview] of [
    [ada, "Bo", "Hello Ada"],
    [bo, "Ada", "You: Hello Ada"],
  ] as const) {
    await expect(tab.rows).toHaveCount(1);
    await expect(tab.rows.getByRole("link")).toHaveText(other);
    await expect(tab.rows.locator(".preview")).toHaveText(preview);
  }
  await expectStayed(ada, bo);
});

test("each has their own count, beside the customers'", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  const cleo = await joins(place, await newPerson(), "Cleo");
  await ada.begin(["Bo", "Cleo"], "The stall");
  await bo.desk.leaveThread();
  await ada.thread.send("Who opens?");
  await ada.thread.send("At nine");
  await says(place, "Dora", "Where is my parcel?");

  for (const each of [bo, cleo]) {
    await each.expectUnread(2);
    await each.desk.expectUnread(1);
    await expect(each.page).toHaveTitle(/^\(1\) \(Team: 2\) /);
  }
  await ada.expectUnread(0);
  await bo.openConversation("The stall");
  await expect(bo.thread.log.getByText("New messages")).toBeVisible();
  await bo.expectUnread(0);
  await bo.desk.expectUnread(1);
  await cleo.expectUnread(2);
  await expect(ada.thread.messages.last(), "Cleo has not").toContainText("Sent");
  await cleo.openConversation("The stall");
  await expect(ada.thread.messages.last()).toContainText("Seen");

  await cleo.page.reload();
  await cleo.expectUnread(0);
  await cleo.desk.expectUnread(1);
});

test("in a group each message has its writer's name, and the row says who wrote", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  const cleo = await joins(place, await newPerson(), "Cleo");
  await ada.begin(["Bo", "Cleo"]);
  await ada.thread.send("Who opens?");
  await bo.openConversation(/Ada, Cleo|Cleo, Ada/);
  await bo.thread.send("I do");
  await cleo.openConversation("Bo: I do");

  await cleo.thread.expectHistory(["Who opens?", "I do"]);
  await expect(cleo.thread.messages.first()).toHaveAccessibleName("Ada");
  await expect(cleo.thread.messages.last()).toHaveAccessibleName("Bo");
  await expect(cleo.thread.log.locator(".author:visible")).toHaveText(["Ada", "Bo"]);
  await expect(cleo.head).toContainText("Ada, Bo, You");
});

test("whoever leaves a group keeps what they saw and sees nothing of what follows", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  const cleo = await joins(place, await newPerson(), "Cleo");
  await ada.begin(["Bo", "Cleo"], "The stall");
  await ada.thread.send("Before the pears");
  await cleo.openConversation("The stall");
  await cleo.thread.expectHistory(["Before the pears"]);

  await cleo.leave();
  await expect(cleo.page.getByText("You left. What was said until then stays here for you.")).toBeVisible();
  await ada.thread.send("After the pears");
  await bo.openConversation("The stall");
  await bo.thread.expectHistory(["Before the pears", "After the pears"]);
  await expect(ada.head).not.toContainText("Cleo");

  await bo.thread.send("Pears, indeed");
  await ada.thread.expectHistory(["Before the pears", "After the pears", "Pears, indeed"]);
  await cleo.thread.expectHistory(["Before the pears"]);
  await cleo.page.reload();
  await cleo.thread.expectHistory(["Before the pears"]);
  await expect(cleo.thread.input).toBeHidden();
  await cleo.expectUnread(0);
  await expect(cleo.rows.locator(".preview")).toHaveText("Ada: Before the pears");
  const search = cleo.page.getByRole("searchbox", { name: "Search chats" });
  await search.fill("pears");
  await expect(cleo.rows.locator(".preview mark")).toHaveText("pears");
  await expect(cleo.rows.locator(".preview")).toHaveText("Before the pears");
  await search.fill("indeed");
  await expect(cleo.rows).toHaveCount(0);

  await ada.add(["Cleo"]);
  await expect(cleo.head).toContainText("Bo", { timeout: 10_000 });
  await cleo.thread.expectHistory(["Before the pears", "After the pears", "Pears, indeed"]);
});

test("neither customers nor the list of their chats ever show it", async ({ place, newPerson }) => {
  const visitor = await (await newPerson()).demo();
  await visitor.open();
  await visitor.thread.send("Is anybody there?");
  await visitor.thread.expectHistory(["Is anybody there?"]);
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  await expect(bo.desk.rows).toHaveCount(1);
  await ada.begin(["Bo"]);
  await ada.thread.send("Nobody else knows");
  await bo.expectUnread(1);

  await expect(bo.desk.rows).toHaveCount(1);
  await bo.desk.expectUnread(1);
  for (const name of [/^Waiting/, /^Mine/, /^Ended/, /^All/]) {
    await bo.page.getByRole("button", { name }).click();
    await expect(bo.desk.rows.filter({ hasText: "Nobody else" })).toHaveCount(0);
  }
  await bo.page.reload();
  await expect(bo.desk.rows).toHaveCount(1);
  await bo.page.getByRole("searchbox", { name: "Search chats" }).fill("nobody");
  await expect(bo.desk.rows).toHaveCount(0);
  await visitor.thread.expectHistory(["Is anybody there?"]);
  await expect(visitor.page.getByText("Nobody else knows")).toHaveCount(0);

  // A third of the desk, to whom it is not told either.
  const cleo = await joins(place, await newPerson(), "Cleo");
  await cleo.link.click();
  await expect(cleo.page.getByText("You have no conversations yet.")).toBeVisible();
  const [{ id } = { id: "" }] = await conversationsOf(place, "Ada");
  await cleo.page.evaluate((id) => (location.hash = `team=${id}`), id);
  await expect(cleo.page.getByText("There is no chat under this address.")).toBeVisible();
});

test("nothing that is for customers stands in it", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  await joins(place, await newPerson(), "Bo");
  await ada.begin(["Bo"]);
  await expect(ada.thread.input).toBeFocused();
  for (const name of ["Take", "Hand over", "End chat", "Note", "Reply", "Canned replies", "Customer details"]) {
    await expect(ada.page.getByRole("main").getByRole("button", { name, exact: true })).toHaveCount(0);
  }
  await expect(ada.page.getByRole("complementary", { name: "Customer" })).toBeHidden();
  await ada.page.keyboard.press("Alt+n");
  await ada.thread.input.fill("/hi");
  await ada.page.keyboard.press("Enter");
  await ada.thread.expectHistory(["/hi"]);
});

test("who writes just now is seen, and not for long", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  await ada.begin(["Bo"]);
  await bo.begin(["Ada"]);
  await expect(bo.desk.connection).toHaveAttribute("data-connection", "live");

  await bo.thread.input.pressSequentially("He");
  await expect(ada.head).toContainText("Bo is typing…");
  await bo.thread.send("Hello");
  await ada.thread.expectHistory(["Hello"]);
  await expect(ada.head).not.toContainText("typing");
});

test("what was typed offline is stored once when the line is back, and a draft stays", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  await joins(place, await newPerson(), "Cleo");
  await ada.begin(["Bo"]);
  await bo.begin(["Ada"]);
  await ada.page.context().setOffline(true);
  await ada.thread.send("Typed in a tunnel");
  await expect(ada.thread.log.locator('[data-state="sending"]')).toHaveCount(1);
  await ada.thread.input.fill("And half a w");
  await ada.page.context().setOffline(false);

  for (const each of [ada, bo]) {
    await expect(each.thread.messages).toHaveText([/Typed in a tunnel/], { timeout: 20_000 });
  }
  await ada.thread.expectHistory(["Typed in a tunnel"]);
  expect((await conversationsOf(place, "Bo")).map(({ last_seq }) => last_seq)).toEqual([1]);
  await ada.begin(["Cleo"]);
  await expect(ada.thread.input).toHaveValue("");
  await ada.page.reload();
  await ada.openConversation("Bo");
  await expect(ada.thread.input).toHaveValue("And half a w");
});

test("without a stream news are asked for within seconds", async ({ place, newPerson }) => {
  test.slow();
  const between = await Between.start(place.server.url);
  between.treatment = { buffers: true, refusesUpgrades: true, longestAnswer: 1_500 };
  const ada = await joins(place, await newPerson(), "Ada");
  const bo = await joins(place, await newPerson(), "Bo");
  await bo.page.goto(`${between.url}console/`);
  await ada.begin(["Bo"]);
  await expect(bo.desk.connection).toHaveAttribute("data-connection", "polling", { timeout: 30_000 });

  const soon = { timeout: 7_000 };
  await ada.thread.send("Psst");
  await expect(bo.link).toHaveAttribute("data-unread", "1", soon);
  await bo.link.click();
  await bo.rows.getByRole("link").click();
  await expect(bo.thread.messages).toHaveCount(1);
  await ada.thread.send("And now");
  await expect(bo.thread.messages).toHaveCount(2, soon);
  await bo.page.goto("about:blank");
  await between.stop();
});

test("a link to a session opens a conversation of the team's there, and keys lead there", async ({ place, newPerson }) => {
  const ada = await joins(place, await newPerson(), "Ada");
  await joins(place, await newPerson(), "Bo");
  await ada.begin(["Bo"]);
  await ada.thread.send("Hello Bo");
  await ada.thread.expectHistory(["Hello Bo"]);
  const [{ id } = { id: "" }] = await conversationsOf(place, "Ada");

  for (const link of [`?session=${id}`, `#session=${id}`]) {
    await ada.page.goto("about:blank");
    await ada.page.goto(`${place.url}console/${link}`);
    await ada.thread.expectHistory(["Hello Bo"]);
    await expect(ada.page).toHaveURL(new RegExp(`#team=${id}$`));
  }
  await expect(ada.rows).toHaveCount(1);
  await expect(ada.link).toHaveAttribute("aria-current", "page");

  await ada.desk.chats.click();
  await expect(ada.page.getByRole("heading", { name: "Chats" })).toBeVisible();
  await ada.page.keyboard.press("g");
  await ada.page.keyboard.press("c");
  await expect(ada.page.getByRole("heading", { name: "Team" })).toBeVisible();
  await ada.page.keyboard.press("j");
  await ada.thread.expectHistory(["Hello Bo"]);
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("Escape");
  await expect(ada.rows.getByRole("link")).toBeFocused();
});
