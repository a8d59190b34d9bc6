import { expect, test } from "./stage/place";
import { SIZES } from "./stage/sizes";

for (const [size, options] of SIZES) {
  test(`who waits may say how to reach them ${size}`, async ({ place, newPerson }) => {
    const tab = await (await newPerson(options)).demo();
    await tab.open();
    const card = tab.window.getByRole("region", { name: "How to reach you" });
    await expect(card).toBeHidden();
    await tab.thread.send("Is anybody there?");
    await expect(card.getByLabel("E-mail")).toBeVisible();

    await card.getByLabel("Name").fill("Ada Lovelace");
    await card.getByLabel("E-mail").fill("not an address");
    await card.getByRole("button", { name: "Save" }).click();
    await expect(card.getByRole("alert")).toContainText("not an e-mail address");
    await expect(card.getByLabel("E-mail")).toBeFocused();

    await card.getByLabel("E-mail").fill("ada@example.org");
    await tab.page.keyboard.press("Enter");
    await expect(card).toBeHidden();
    await expect(tab.thread.input).toBeFocused();
    const asked = await place.get("admin/chat/sessions", { sub: "looking", role: "admin" });
    const { sessions } = asked as { sessions: { user: unknown }[] };
    expect(sessions[0]?.user).toMatchObject({ name: "Ada Lovelace", email: "ada@example.org" });

    await tab.page.reload();
    await tab.reopen();
    await tab.thread.expectHistory(["Is anybody there?"]);
    await expect(card).toBeHidden();
  });
}

test("who would rather not is not asked again", async ({ newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.open();
  await tab.thread.send("Hello");
  const card = tab.window.getByRole("region", { name: "How to reach you" });
  await card.getByRole("button", { name: "Not now" }).click();
  await expect(card).toBeHidden();

  await tab.thread.send("Hello?");
  await tab.thread.expectHistory(["Hello", "Hello?"]);
  await expect(card).toBeHidden();
});

test("the desk learns which page the visitor is on, without what its address hides", async ({ place, newPerson }) => {
  const tab = await (await newPerson()).demo();
  await tab.page.goto(`${place.url}?secret=1#more`);
  const told = tab.page.waitForRequest((request) => request.url().endsWith("/chat/page"));
  await tab.open();
  await tab.thread.send("Hello");
  expect((await told).postDataJSON()).toMatchObject({ url: place.url });

  const again = tab.page.waitForRequest((request) => request.url().endsWith("/chat/page"));
  await tab.page.evaluate(() => history.pushState({}, "", "basket?token=1"));
  expect((await again).postDataJSON()).toMatchObject({ url: `${place.url}basket` });
});
