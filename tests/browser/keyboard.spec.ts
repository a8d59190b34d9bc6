import { Caller } from "./stage/caller";
import { DeskTab } from "./stage/desk";
import { Keys } from "./stage/keys";
import { expect, test, type Place } from "./stage/place";

test("the window is used by keyboard alone", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  const keys = new Keys(tab.page);
  await expect(tab.button).toBeVisible();
  await keys.tabTo("Support chat");

  await keys.press("Enter");
  await expect(tab.window).toBeVisible();
  await expect(tab.thread.input).toBeFocused();
  await keys.type("No mouse here");
  await keys.press("Enter");
  await tab.thread.expectHistory(["No mouse here"]);
  await expect(tab.thread.input).toBeFocused();

  await keys.press("Shift+Enter");
  await keys.type("second line");
  await expect(tab.thread.input).toHaveValue("\nsecond line");

  await keys.press("Escape");
  await expect(tab.window).toBeHidden();
  await expect(tab.button).toBeFocused();
});

test("a visitor's whole journey by keyboard: write, retry, begin anew, leave", async ({
  place,
  newPerson,
}) => {
  const visitor = await newPerson();
  const tab = await visitor.demo();
  const keys = new Keys(tab.page);
  await expect(tab.button).toBeVisible();
  await keys.tabTo("Support chat");
  await keys.press("Space");
  await expect(tab.thread.input).toBeFocused();
  await keys.type("Is anybody there?");
  await keys.tabTo("Send");
  await keys.press("Enter");
  await tab.thread.expectHistory(["Is anybody there?"]);

  const admin = await adminOf(place);
  const { id, user } = await place.onlySession();
  await test.step("reads an answer without being moved", async () => {
    await expect(tab.thread.input).toBeFocused();
    await admin.post(`chat/session/${id}/messages`, { content: "Good morning." });
    await tab.thread.expectHistory(["Is anybody there?", "Good morning."]);
    await expect(tab.thread.input).toBeFocused();
  });

  await test.step("what was refused goes out again", async () => {
    const toggle = `admin/user/${encodeURIComponent(user.id)}/chat-toggle`;
    await visitor.context.setOffline(true);
    await keys.type("Typed in a tunnel");
    await keys.press("Enter");
    await admin.put(toggle, { chat_enabled: false });
    await visitor.context.setOffline(false);
    await expect(tab.thread.log.locator('[data-state="failed"]')).toHaveCount(1, { timeout: 20_000 });
    await admin.put(toggle, { chat_enabled: true });
    await expect(tab.thread.input).toBeVisible({ timeout: 20_000 });
    await keys.tabTo("Retry", "Shift+Tab");
    await keys.press("Enter");
    await tab.thread.expectHistory(["Is anybody there?", "Good morning.", "Typed in a tunnel"]);
  });

  await test.step("a chat that has ended is followed by a new one", async () => {
    await admin.post(`chat/session/${id}/end`);
    await expect(tab.thread.input).toBeHidden();
    await keys.tabTo("Start a new chat");
    await keys.press("Enter");
    await expect(tab.thread.input).toBeFocused();
    await keys.type("One more thing");
    await keys.press("Enter");
    await tab.thread.expectHistory(["One more thing"]);
  });

  await test.step("the window catches nobody, and gives the focus back", async () => {
    await keys.expectNoTrap();
    await keys.tabTo("Message");
    await keys.press("Escape");
    await expect(tab.window).toBeHidden();
    await expect(tab.button).toBeFocused();
  });
});

test("an agent's whole day by keyboard: sign in, find, take, note, answer, hand over, end", async ({
  place,
  newPerson,
}) => {
  const admin = await adminOf(place);
  await admin.post("admin/canned-replies", {
    shortcut: "hello",
    title: "Greeting",
    text: "Good morning, {name}. This is {agent}.",
  });
  await place.server.addAgent("Omar", place.url);
  for (const name of ["Ines", "Ada"]) {
    const visitor = await Caller.visitor(place.api, { name });
    await visitor.post("chat/sessions", { message: `${name} has lost a parcel.` });
  }
  const page = await (await newPerson()).context.newPage();
  const keys = new Keys(page);
  const desk = new DeskTab(page);

  await test.step("sets a password", async () => {
    await page.goto(await place.server.addAgent("Maria", place.url));
    await keys.expectFocus("Password");
    await keys.type("correct horse battery");
    await keys.press("Enter");
    await expect(desk.rows).toHaveCount(2);
  });

  await test.step("finds who waits, and takes the chat", async () => {
    await keys.press("/");
    await keys.expectFocus("Search chats");
    await keys.type("Ada");
    await expect(desk.rows).toHaveCount(1);
    await keys.tabTo(/Ada/);
    await keys.press("Enter");
    await expect(desk.thread.messages).toHaveCount(1);
    await expect(desk.thread.input).toBeFocused();
    await keys.press("Escape");
    await keys.press("t");
    await expect(page.getByRole("main")).toContainText("You have it");
  });

  await test.step("writes a note, a canned reply and an answer", async () => {
    await keys.press("n");
    await keys.expectFocus("Private note");
    await keys.type("She called on Monday, too");
    await keys.press("Enter");
    await expect(desk.thread.messages).toHaveCount(2);
    await keys.press("Escape");
    await keys.press("r");
    await keys.expectFocus("Message");
    await keys.type("/hel");
    await keys.press("Enter");
    await expect(desk.thread.input).toHaveValue("Good morning, Ada. This is Maria.");
    await keys.press("Enter");
    await keys.type("I look it up.");
    await keys.press("Enter");
    await expect(desk.thread.messages).toHaveCount(4);
    await expect(desk.thread.input).toBeFocused();
  });

  await test.step("hands it over, and takes it back", async () => {
    await keys.press("Escape");
    await keys.press("Control+k");
    await keys.type("hand omar");
    await expect(page.getByRole("option").first()).toContainText("Omar");
    await keys.press("Enter");
    await expect(page.getByRole("main")).toContainText("Omar has it");
    await keys.press("t");
    await expect(page.getByRole("main")).toContainText("You have it");
  });

  await test.step("ends it, and goes on to the next", async () => {
    await keys.press("e");
    await keys.tabTo("End it");
    await keys.press("Enter");
    await expect(desk.thread.input).toBeHidden();
    const { sessions } = await admin.get<{ sessions: object[] }>("admin/chat/sessions?status=ended");
    expect(sessions).toHaveLength(1);
    await keys.press("/");
    await keys.press("Escape");
    await expect(page.getByRole("searchbox")).toHaveValue("");
    await keys.press("Escape");
    await keys.press("g");
    await keys.press("w");
    await expect(desk.rows).toHaveText([/Ines/]);
    await keys.press("j");
    await expect(desk.thread.messages).toHaveText([/Ines has lost a parcel/]);
    await keys.expectNoTrap();
  });
});

async function adminOf(place: Place): Promise<Caller> {
  const token = await place.server.token({ sub: "ada", role: "admin", name: "Ada" });
  return new Caller(place.api, token);
}
