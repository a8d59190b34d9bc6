import { Conversation } from "./stage/conversation";
import { expect, test } from "./stage/place";

test("a visitor and an admin talk both ways, in two tabs each", async ({ place, newPerson }) => {
  const chat = await Conversation.between(place, await newPerson(), await newPerson());
  const [first, second] = chat.customer;
  const [left, right] = chat.desk;
  await chat.expectBadges();

  await test.step("the visitor writes", async () => {
    await chat.customerOpensWindow(first);
    await chat.customerSays(first, "Is anybody there?");
    await chat.expectHistory(first);
    await chat.expectBadges();
  });

  await test.step("the admin opens the chat: read in both tabs", async () => {
    await chat.deskOpensThread(left);
    await chat.expectHistory(left);
    await chat.expectBadges();
  });

  await test.step("the admin answers while the window is closed: both tabs count", async () => {
    await first.close();
    await chat.deskSays(left, "Good morning.");
    await chat.expectBadges();
    await chat.deskSays(left, "What can we do for you?");
    await chat.expectBadges();
  });

  await test.step("the visitor looks in the other tab: read in both", async () => {
    await chat.customerOpensWindow(second);
    await chat.expectHistory(second);
    await chat.expectBadges();
  });

  await test.step("what arrives while the admin looks elsewhere stays unread", async () => {
    await left.leaveThread();
    await chat.customerSays(second, "My parcel has not arrived.");
    await chat.expectBadges();
    await chat.customerSays(second, "It was due on Monday.");
    await chat.expectBadges();
  });

  await test.step("the other console tab takes over", async () => {
    await chat.deskOpensThread(right);
    await chat.expectHistory(right);
    await chat.expectBadges();
    await chat.deskSays(right, "I will have a look.");
    chat.ledger.read("customer");
    await chat.expectHistory(second);
    await chat.expectBadges();
  });

  await chat.expectNobodyLeft();
});

test("a reload restores both sides", async ({ place, newPerson }) => {
  const chat = await Conversation.between(place, await newPerson(), await newPerson());
  const [first] = chat.customer;
  const [left] = chat.desk;
  await chat.customerOpensWindow(first);
  await chat.customerSays(first, "Before the reload");
  await chat.deskOpensThread(left);
  await chat.deskSays(left, "Seen before the reload");
  chat.ledger.read("customer");
  await chat.expectHistory(first);

  await first.page.reload();
  await left.page.reload();

  await chat.expectBadges();
  await first.reopen();
  await chat.expectHistory(first);
  await chat.deskOpensThread(left);
  await chat.expectHistory(left);
  await chat.customerSays(first, "After the reload");
  await chat.expectHistory(left);
  chat.ledger.read("desk");
  await chat.expectBadges();
});

test("a server that was killed is missed by nobody", async ({ place, newPerson }) => {
  const chat = await Conversation.between(place, await newPerson(), await newPerson());
  const [drafting, sending] = chat.customer;
  const [left, right] = chat.desk;
  await chat.customerOpensWindow(drafting);
  await chat.customerSays(drafting, "Before the power cut");
  await chat.deskOpensThread(left);
  await chat.deskSays(left, "An answer before the power cut");
  chat.ledger.read("customer");
  await chat.customerOpensWindow(sending);
  await chat.deskOpensThread(right);
  for (const tab of chat.all) await chat.expectHistory(tab);
  await chat.expectBadges();
  await drafting.thread.input.fill("A visitor's half a sent");
  await left.thread.input.fill("An admin's half a sent");

  await test.step("the server is killed; both sides write on", async () => {
    await place.server.kill();
    await expect(sending.connection).not.toHaveAttribute("data-connection", "live");
    await chat.customerSays(sending, "Typed by the visitor while it was down");
    await expect(sending.thread.messages).toHaveCount(3);
  });

  await test.step("it comes back: everything is there, once", async () => {
    await place.server.restart();
    chat.ledger.read("desk");
    for (const tab of chat.all) await chat.expectHistory(tab);
    await chat.expectBadges();
    await expect(drafting.thread.input).toHaveValue("A visitor's half a sent");
    await expect(left.thread.input).toHaveValue("An admin's half a sent");
  });

  await test.step("and the talk goes on, live", async () => {
    await expect(sending.connection).toHaveAttribute("data-connection", "live");
    await chat.deskSays(right, "The light is on again");
    await chat.expectHistory(sending);
    await drafting.thread.input.press("End");
    await drafting.thread.input.pressSequentially("ence");
    await drafting.thread.sendButton.click();
    chat.note("customer", "A visitor's half a sentence");
    for (const tab of chat.all) await chat.expectHistory(tab);
    chat.ledger.read("customer");
    chat.ledger.read("desk");
    await chat.expectBadges();
  });

  await chat.expectNobodyLeft();
});

test("what the admin sends while the server is down arrives once", async ({ place, newPerson }) => {
  const chat = await Conversation.between(place, await newPerson(), await newPerson());
  const [first] = chat.customer;
  const [left] = chat.desk;
  await chat.customerOpensWindow(first);
  await chat.customerSays(first, "I wait for an answer");
  await chat.deskOpensThread(left);
  await chat.expectHistory(left);

  await place.server.kill();
  await chat.deskSays(left, "Typed by the admin while it was down");
  await expect(left.thread.messages).toHaveCount(2);
  await place.server.restart();

  await chat.expectHistory(first);
  await chat.expectHistory(left);
  chat.ledger.read("customer");
  await chat.expectBadges();
  await chat.expectNobodyLeft();
});
