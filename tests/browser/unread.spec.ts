import { type Locator } from "@playwright/test";
import { comesIn, says } from "./stage/crew";
import { expect, test } from "./stage/place";
import { SIZES } from "./stage/sizes";

const MARIA = { sub: "maria", role: "agent" as const, name: "Maria" };

for (const [size, options] of SIZES) {
  test(`what came while a visitor was away stands below a line ${size}`, async ({ place, newPerson }) => {
    const tab = await (await newPerson(options)).demo();
    await tab.open();
    await tab.thread.send("Is anybody there?");
    await tab.thread.expectHistory(["Is anybody there?"]);
    await expect(line(tab.thread.log)).toHaveCount(0);
    await tab.close();
    const { id } = await place.onlySession();
    const answer = (content: string) =>
      place.change("POST", `chat/session/${id}/messages`, MARIA, { content });
    await answer("Good morning");
    await answer("What can we do for you?");
    await tab.expectUnread(2);

    await tab.reopen();
    await expect(line(tab.thread.log)).toHaveText("New messages");
    expect(await follows(tab.thread.log)).toBe("2");
    await tab.expectUnread(0);
    await answer("Before their eyes");
    await expect(tab.thread.messages).toHaveCount(4);
    expect(await follows(tab.thread.log), "it stays where it was").toBe("2");

    await tab.close();
    await answer("Away again");
    await tab.expectUnread(1);
    await tab.reopen();
    await expect.poll(() => follows(tab.thread.log)).toBe("5");
    await tab.thread.send("Thank you");
    await expect(line(tab.thread.log), "whoever answers has read").toHaveCount(0);
  });
}

test("an agent sees where what they have not read begins", async ({ place, newPerson }) => {
  await says(place, "Ada", "Hello");
  await says(place, "Bob", "Hi");
  const desk = await comesIn(place, await newPerson(), "Maria");
  await desk.openChat("Ada");
  expect(await follows(desk.thread.log)).toBe("1");
  await desk.openChat("Bob");
  expect(await follows(desk.thread.log)).toBe("1");
  await desk.expectUnread(0);
  await says(place, "Ada", "Are you there?");
  await desk.expectUnread(1);
  await desk.openChat("Ada");
  await expect.poll(() => follows(desk.thread.log)).toBe("2");
  await desk.openChat("Bob");
  await expect(desk.thread.messages).toHaveCount(1);
  await expect(line(desk.thread.log)).toHaveCount(0);
});

function line(log: Locator): Locator {
  return log.locator(".unread");
}

/** The position of the message below the line. */
function follows(log: Locator): Promise<string | null> {
  return line(log).locator("xpath=following-sibling::*[1]").getAttribute("data-seq");
}
