import { Conversation } from "./stage/conversation";
import { expect, test } from "./stage/place";

test("an erased visitor's chat leaves every screen, and what they were typing stays", async ({
  place,
  newPerson,
}) => {
  const chat = await Conversation.between(place, await newPerson(), await newPerson());
  const [typing, watching] = chat.customer;
  const [left, right] = chat.desk;
  await chat.customerOpensWindow(typing);
  await chat.customerSays(typing, "My secret");
  await chat.deskOpensThread(left);
  await chat.deskSays(left, "It is safe with us");
  await chat.expectHistory(typing);
  await chat.expectHistory(left);
  await right.users.click();
  await expect(right.chatSwitch(/^Chat for /)).toHaveCount(1);
  await typing.thread.input.fill("And one more");

  await place.eraseAll();

  await test.step("gone for the visitor, in both tabs", async () => {
    await expect(typing.thread.messages).toHaveCount(0);
    await expect(typing.thread.input).toHaveValue("And one more");
    for (const tab of chat.customer) await tab.expectUnread(0);
    await watching.open();
    await expect(watching.thread.messages).toHaveCount(0);
  });

  await test.step("gone for the desk, in list, thread and table", async () => {
    await expect(left.rows).toHaveCount(0);
    await expect(left.thread.messages).toHaveCount(0);
    await expect(left.thread.root).toContainText("This chat is not here");
    await expect(right.chatSwitch(/^Chat for /)).toHaveCount(0);
    for (const tab of chat.desk) await tab.expectUnread(0);
  });

  await test.step("what they were typing begins a new chat", async () => {
    await typing.thread.sendButton.click();
    await typing.thread.expectHistory(["And one more"]);
    await watching.thread.expectHistory(["And one more"]);
    await left.openChat("And one more");
    await left.thread.expectHistory(["And one more"]);
    await expect(right.chatSwitch(/^Chat for /)).toHaveCount(1);
  });

  await chat.expectNobodyLeft();
});
