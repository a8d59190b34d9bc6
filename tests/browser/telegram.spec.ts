import { expect, test } from "./stage/place";

test.use({ tells: "Telegram" });

const MARIA = { sub: "maria", role: "admin", name: "Maria" } as const;
const HER_ID = 7;

test("a visitor is answered from a topic of Telegram, and goes on in the same one", async ({ place, newPerson }) => {
  const { telegram } = place;
  await test.step("an agent is bound by a link, once", async () => {
    const link = (await place.change("POST", "admin/agents/maria/telegram-link", MARIA, {})) as { url: string };
    const url = new URL(link.url);
    expect(`${url.origin}${url.pathname}`).toBe("https://t.me/shopbot");
    const start = `/start ${url.searchParams.get("start")}`;
    expect(await telegram.writes(HER_ID, start)).toContain("Welcome, Maria");
    expect(await telegram.writes(8, start)).toContain("used up");
  });

  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("Is the blue one in stock?");
  const topics = () => telegram.calls.filter(({ method }) => method === "createForumTopic").length;
  await expect.poll(() => telegram.said.map(({ text }) => text).join()).toContain("Is the blue one in stock?");
  expect(topics()).toBe(1);
  const thread = telegram.said.at(-1)?.thread;
  if (!thread) throw new Error("what is said in a topic names it");

  await test.step("somebody who is not bound says nothing to the visitor", async () => {
    await telegram.writesIn(thread, 8, "I only sit in this group");
  });
  await telegram.writesIn(thread, HER_ID, "Yes, two of them.");
  await tab.thread.expectHistory(["Is the blue one in stock?", "Yes, two of them."]);
  await expect(tab.thread.messages.last()).toContainText("Yes, two of them.");

  await tab.thread.send("Then I take both.");
  await expect.poll(() => telegram.said.at(-1)?.text).toContain("Then I take both.");
  expect(telegram.said.at(-1)).toMatchObject({ thread });
  expect(telegram.said.at(-1)?.text).not.toContain("Is the blue one");
  expect(topics(), "the same topic").toBe(1);

  await test.step("a command ends the chat", async () => {
    expect(await telegram.writesIn(thread, HER_ID, "/end")).toContain("ended");
    await expect.poll(async () => (await place.onlySession()) as { status?: string }).toMatchObject({ status: "ended" });
  });
});
