import { expect, test } from "./stage/express";
import { WidgetTab } from "./stage/visitor";

test("a user of the host chats by the tag", async ({ payflow, newBrowser }) => {
  const page = await payflow.logIn(await newBrowser(), "ada");
  const ada = new WidgetTab(page);
  await ada.open();
  await ada.thread.send("Hello");
  await ada.thread.expectHistory(["Hello"]);
  await expect(ada.connection).toHaveAttribute("data-connection", "live");
});
