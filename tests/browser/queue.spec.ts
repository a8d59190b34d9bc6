import { expect, test } from "./stage/place";

const ADMIN = { sub: "chief", role: "admin" as const };

test("who waits sees their place, and that it is over when somebody answers", async ({ place, newPerson }) => {
  const first = await (await newPerson()).demo();
  await first.open();
  await first.thread.send("I was here first");
  await expect(first.window).toContainText("You are next.");
  const session = await place.onlySession();

  const second = await (await newPerson()).demo();
  await second.open();
  await second.thread.send("And I came then");
  await expect(second.window).toContainText("You are number 2 in the queue.");

  const maria = { sub: "maria", role: "agent" as const, name: "Maria" };
  await place.change("PATCH", `admin/chat/session/${session.id}`, maria, { agent_id: "maria" });
  await place.change("POST", `chat/session/${session.id}/messages`, maria, { content: "Hello" });
  await expect(first.window).toContainText("You are talking with Maria");
  await expect(first.window).not.toContainText("You are next.");
  await expect(second.window).toContainText("You are next.", { timeout: 20_000 });
});

test("the window says what the desk set, and outside its hours when it opens", async ({ place, newPerson }) => {
  const settings = {
    title: "Fern Care",
    greeting: "Ask us about your plants.",
    expectation: "We answer within minutes",
    away: "We are asleep.",
    color: "#7a1fa2",
    ask_contact: false,
    hours: null,
  };
  await place.change("PUT", "admin/settings", ADMIN, settings);
  const tab = await (await newPerson()).demo();
  await tab.open();
  await expect(tab.window).toContainText("Ask us about your plants.");
  await expect(tab.window).toContainText("We answer within minutes");
  await expect(tab.window).not.toContainText("asleep");
  await tab.thread.send("Hello");
  await tab.thread.expectHistory(["Hello"]);
  await expect(tab.window.getByRole("region", { name: "How to reach you" })).toBeHidden();

  const tomorrow = new Date(Date.now() + 86_400_000);
  const day = tomorrow.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
  const days = [{ day: day.toLowerCase(), from: "23:00", to: "23:30" }];
  await place.change("PUT", "admin/settings", ADMIN, { ...settings, hours: { time_zone: "UTC", days } });
  await tab.close();
  await tab.reopen();
  await expect(tab.window).toContainText("We are asleep.");
  await expect(tab.window).toContainText(`Open again: ${day} 23:00`);
});
