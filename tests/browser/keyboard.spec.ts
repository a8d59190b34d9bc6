import { Caller } from "./stage/caller";
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

async function adminOf(place: Place): Promise<Caller> {
  const token = await place.server.token({ sub: "ada", role: "admin", name: "Ada" });
  return new Caller(place.api, token);
}
