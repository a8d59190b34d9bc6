import { expect, test } from "./stage/django";

test("a user of Django's chats with the desk by Django's session alone", async ({ newGuest }) => {
  const ada = await (await newGuest()).asUser("ada");
  const max = await (await newGuest()).asStaff("max");
  await ada.open();
  await ada.thread.send("Is my transfer on its way?");
  await max.openChat("Is my transfer on its way?");
  await expect(max.rows.first()).toContainText("Ada Lovelace");
  await max.thread.send("It arrives today.");
  await ada.thread.expectHistory(["Is my transfer on its way?", "It arrives today."]);
  await expect(ada.connection).toHaveAttribute("data-connection", "live");
  await expect(max.connection).toHaveAttribute("data-connection", "live");
});
