import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, Person } from "./stage/place";

test("a browser that blocks cookies and storage chats all the same", async ({
  place,
  playwright,
  launchOptions,
  newPerson,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "chatdesk-blocking-"));
  await mkdir(join(folder, "Default"));
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(folder, "Default/Preferences"), JSON.stringify(blocked));
  const context = await playwright.chromium.launchPersistentContext(folder, launchOptions);
  const visitor = new Person(context, place);

  const refused = await visitor.demo();
  const reach = () => refused.page.evaluate(() => localStorage.length);
  await expect(reach(), "the browser blocks").rejects.toThrow("Access is denied");
  await chat(visitor, await newPerson(), "Behind blocked cookies");
  await context.close();
  await rm(folder, { recursive: true });
});

/** What a page meets in browsers that keep nothing. */
const CLOSED: Record<string, () => void> = {
  "whose storage is full": () => {
    for (let size = 2 ** 22; size >= 1; size /= 2) {
      try {
        for (let at = 0; ; at++) localStorage.setItem(`${size} ${at}`, "x".repeat(size));
      } catch {
        // Full to this size.
      }
    }
  },
  "without storage": () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { value: null, configurable: true });
    }
  },
};

for (const [name, close] of Object.entries(CLOSED)) {
  test(`a browser ${name} chats all the same`, async ({ newPerson }) => {
    const visitor = await newPerson();
    await visitor.context.addInitScript(close);
    await chat(visitor, await newPerson(), `In a browser ${name}`);
  });
}

async function chat(visitor: Person, agent: Person, text: string): Promise<void> {
  const tab = await visitor.demo();
  const said: string[] = [];
  tab.page.on("console", (message) => said.push(message.text()));
  await tab.open();
  await tab.thread.send(text);
  await tab.thread.expectHistory([text]);

  const desk = await agent.console();
  await desk.openChat(text);
  await desk.thread.send("We hear you");
  await tab.thread.expectHistory([text, "We hear you"]);
  await tab.close();
  await tab.open();
  await tab.thread.expectHistory([text, "We hear you"]);
  await expect(tab.window.getByRole("alert")).toHaveCount(0);
  await expect(tab.connection).toHaveAttribute("data-connection", "live");
  expect(said, "nothing to complain about").toEqual([]);
}
