import { Host } from "./stage/host";
import { expect, test, type Person } from "./stage/place";
import { SIZES } from "./stage/sizes";
import { WidgetTab } from "./stage/visitor";

const SECRETS = ["Ada's secret", "half of Ada's next one"];

for (const [size, options] of SIZES) {
  test(`nothing of the former person is left ${size}`, async ({ place, newPerson }) => {
    const host = await Host.start(place.server);
    const person = await newPerson(options);
    const tab = await signIn(person, host, "ada");
    const other = await signIn(person, host, "ada");
    await tab.open();
    await tab.thread.send(SECRETS[0]!);
    await tab.thread.expectHistory([SECRETS[0]!]);
    await tab.thread.input.fill(SECRETS[1]!);
    await other.open();
    await other.thread.expectHistory([SECRETS[0]!]);
    await (await tab.openChats()).getByText(SECRETS[0]!).waitFor();

    await test.step("logged out", async () => {
      await person.context.clearCookies();
      await tab.page.evaluate(() => window.chatdesk.logout());
      await expectNothing(tab);
      await other.page.evaluate(() => window.chatdesk.logout());
      await expectNothing(other);
    });

    await test.step("somebody else logged in", async () => {
      await person.context.addCookies([{ name: "login", value: "bob", url: host.url }]);
      for (const one of [tab, other]) {
        await one.page.reload();
        await one.reopen();
        await expect(one.thread.input).toBeEditable();
      }
      await tab.thread.send("Bob's first");
      await tab.thread.expectHistory(["Bob's first"]);
      await other.thread.expectHistory(["Bob's first"]);
      await expectNothing(tab);
      await expectNothing(other);
    });
    await host.stop();
  });
}

test("another login without a reload takes everything of the former person away", async ({ place, newPerson }) => {
  const host = await Host.start(place.server);
  const person = await newPerson();
  const tab = await signIn(person, host, "ada");
  await tab.open();
  await tab.thread.send(SECRETS[0]!);
  await tab.thread.expectHistory([SECRETS[0]!]);
  await tab.thread.input.fill(SECRETS[1]!);
  const token = await place.server.token({ sub: "bob", name: "Bob" });
  await tab.page.evaluate((token) => {
    const { chatdesk } = window as unknown as { chatdesk: { identify(find: () => Promise<string>): void } };
    chatdesk.identify(() => Promise.resolve(token));
  }, token);
  await expectNothing(tab);
  await tab.thread.send("Bob's first");
  await tab.thread.expectHistory(["Bob's first"]);
  await host.stop();
});

async function signIn(person: Person, host: Host, login: string): Promise<WidgetTab> {
  await person.context.addCookies([{ name: "login", value: login, url: host.url }]);
  const page = await person.context.newPage();
  await page.goto(host.url);
  return new WidgetTab(page);
}

/** Neither on the page, hidden or not, nor in what the browser keeps, stands a word of the former person. */
async function expectNothing(tab: WidgetTab): Promise<void> {
  const read = () =>
    tab.page.evaluate(() => {
      const texts: string[] = [...Object.values(localStorage), ...Object.values(sessionStorage)];
      const walk = (root: ParentNode) => {
        for (const element of root.querySelectorAll("*")) {
          texts.push(element.textContent ?? "", ...[...element.attributes].map(({ value }) => value));
          if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) texts.push(element.value);
          if (element.shadowRoot) walk(element.shadowRoot);
        }
      };
      walk(document);
      return texts.join("\n");
    });
  await expect(async () => {
    const everything = await read();
    for (const secret of SECRETS) expect(everything).not.toContain(secret);
  }).toPass({ timeout: 5_000 });
}
