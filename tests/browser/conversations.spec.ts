import { expect, test } from "./stage/place";
import { SIZES } from "./stage/sizes";

const AGENT = { sub: "maria", role: "agent" as const, name: "Maria" };

for (const [size, options] of SIZES) {
  test(`a visitor has several conversations ${size}`, async ({ place, newPerson }) => {
    const person = await newPerson(options);
    const tab = await person.demo();
    await tab.open();
    await expect(tab.window.getByRole("button", { name: "Conversations" })).toBeHidden();
    await tab.thread.send("About my parcel");
    await tab.thread.expectHistory(["About my parcel"]);
    const first = await place.onlySession();
    await tab.thread.input.fill("half a word on the parcel");

    await test.step("a new one stands beside it", async () => {
      await (await tab.openChats()).getByRole("button", { name: "New conversation" }).click();
      await expect(tab.thread.messages).toHaveCount(0);
      await expect(tab.thread.input).toHaveValue("");
      await tab.thread.send("About my invoice");
      await tab.thread.expectHistory(["About my invoice"]);
    });

    await test.step("what is new in the other one is counted and shown in the list", async () => {
      const content = "It is on its way";
      await place.change("POST", `chat/session/${first.id}/messages`, AGENT, { content });
      await tab.expectUnread(1);
      await expect(tab.thread.messages).toHaveCount(1);
      const rows = (await tab.openChats()).getByRole("listitem");
      await expect(rows).toHaveCount(2);
      await expect(rows.first()).toContainText("It is on its way");
      await expect(rows.first().getByRole("img", { name: "1 unread message" })).toBeVisible();
      await expect(rows.last().getByRole("button")).toHaveAttribute("aria-current", "true");
      await rows.first().getByRole("button").click();
      await tab.thread.expectHistory(["About my parcel", "It is on its way"]);
      await tab.expectUnread(0);
    });

    await test.step("each keeps its own draft, also after a reload", async () => {
      await expect(tab.thread.input).toHaveValue("half a word on the parcel");
      await tab.page.reload();
      await tab.reopen();
      const rows = (await tab.openChats()).getByRole("listitem");
      await rows.filter({ hasText: "It is on its way" }).getByRole("button").click();
      await expect(tab.thread.input).toHaveValue("half a word on the parcel");
      await tab.openChats();
      await rows.filter({ hasText: "About my invoice" }).getByRole("button").click();
      await expect(tab.thread.input).toHaveValue("");
      await tab.thread.expectHistory(["About my invoice"]);
    });
  });
}

test("an ended chat is read, and a new one begun", async ({ place, newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("Thank you");
  await tab.thread.expectHistory(["Thank you"]);
  await place.change("POST", `chat/session/${(await place.onlySession()).id}/end`, AGENT, {});

  await expect(tab.window).toContainText("This chat has ended.");
  await expect(tab.thread.input).toBeHidden();
  await tab.window.getByRole("button", { name: "Start a new chat" }).click();
  await expect(tab.thread.input).toBeFocused();
  await tab.thread.send("Me again");
  await tab.thread.expectHistory(["Me again"]);
});

test("Escape leaves the list first and the window then", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("Hello");
  await tab.thread.expectHistory(["Hello"]);
  const panel = await tab.openChats();
  await expect(panel.getByRole("listitem").getByRole("button")).toBeFocused();

  await tab.page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(tab.window.getByRole("button", { name: "Conversations" })).toBeFocused();
  await tab.page.keyboard.press("Escape");
  await expect(tab.window).toBeHidden();
  await expect(tab.button).toBeFocused();
});

test("an emoji goes where the cursor is", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.input.pressSequentially("ab");
  await tab.page.keyboard.press("ArrowLeft");
  await tab.window.getByRole("button", { name: "Emoji" }).click();
  await tab.page.keyboard.press("ArrowRight");
  await tab.page.keyboard.press("Enter");
  await expect(tab.thread.input).toHaveValue("a😃b");
  await expect(tab.thread.input).toBeFocused();

  await tab.page.keyboard.press("Enter");
  await tab.thread.expectHistory(["a😃b"]);
});
