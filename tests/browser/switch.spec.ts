import { Conversation } from "./stage/conversation";
import { News } from "./stage/news";
import { expect, test } from "./stage/place";

test("an admin switches chat off while the visitor types, and on again", async ({
  place,
  newPerson,
}) => {
  const chat = await Conversation.between(place, await newPerson(), await newPerson());
  const [typing, watching] = chat.customer;
  const [left, right] = chat.desk;
  const posted = typing.page.waitForRequest((request) => /\/messages$/.test(request.url()));
  await chat.customerOpensWindow(typing);
  await chat.customerSays(typing, "Hello");
  await chat.deskOpensThread(left);
  await chat.deskSays(left, "Good evening");
  chat.ledger.read("customer");
  await chat.customerSays(typing, "One more thing");
  chat.ledger.read("desk");
  await chat.customerOpensWindow(watching);
  for (const tab of chat.all.slice(0, 3)) await chat.expectHistory(tab);
  await chat.expectBadges();
  const request = await posted;
  await typing.thread.input.fill("I was about to sa");

  await test.step("off: input and button go, history stays", async () => {
    await right.users.click();
    const chatSwitch = right.chatSwitch(/^Chat for /);
    await expect(chatSwitch).toBeChecked();
    await chatSwitch.click();
    await expect(chatSwitch).not.toBeChecked();
    for (const tab of chat.customer) {
      await expect(tab.thread.input).toBeHidden();
      await expect(tab.thread.sendButton).toBeHidden();
      await expect(tab.button).toBeHidden();
      await chat.expectHistory(tab);
    }
    for (const tab of chat.desk) await tab.expectUnread(chat.ledger.unread("desk"));
  });

  await test.step("off: the next send is refused", async () => {
    const answer = await place.post(request.url(), await request.headerValue("authorization"), {
      content: "I was about to say something",
      client_id: "sent-while-off",
    });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: "chat_disabled", status: 403 });
    await chat.expectHistory(left);
  });

  await test.step("on again: both tabs are back, and so is the talk", async () => {
    const chatSwitch = right.chatSwitch(/^Chat for /);
    await chatSwitch.click();
    await expect(chatSwitch).toBeChecked();
    for (const tab of chat.customer) {
      await expect(tab.thread.input).toBeEditable();
      await expect(tab.button).toBeVisible();
    }
    await chat.expectBadges();
    await chat.customerSays(typing, "Here I am again");
    for (const tab of [...chat.customer, left]) await chat.expectHistory(tab);
    chat.ledger.read("desk");
    await chat.expectBadges();
  });

  await chat.expectNobodyLeft();
});

test("a visitor who has not heard of the switch is told by the next send", async ({
  place,
  newPerson,
}) => {
  const customer = await newPerson();
  const news = await News.of(customer.context);
  const chat = await Conversation.between(place, customer, await newPerson());
  const [typing, other] = chat.customer;
  const [left] = chat.desk;
  await other.page.close();
  await chat.customerOpensWindow(typing);
  await chat.customerSays(typing, "Hello");
  await chat.expectHistory(typing);
  await chat.deskOpensThread(left);
  await typing.thread.input.fill("Nobody told me");
  news.stop();
  await left.users.click();
  const chatSwitch = left.chatSwitch(/^Chat for /);
  await chatSwitch.click();
  await expect(chatSwitch).not.toBeChecked();
  await expect(typing.thread.input).toBeEditable();

  const answered = typing.page.waitForResponse((answer) => answer.request().method() === "POST");
  await typing.thread.sendButton.click();

  expect((await answered).status()).toBe(403);
  await expect(typing.thread.input).toBeHidden();
  await expect(typing.thread.sendButton).toBeHidden();
  await expect(typing.button).toBeHidden();
  await expect(typing.thread.log).toContainText("Hello");
  await left.openChat("Hello");
  await left.thread.expectHistory(["Hello"]);
});
