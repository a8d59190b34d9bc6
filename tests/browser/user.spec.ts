import { Host } from "./stage/host";
import { expect, test, type Person, type Place } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

test("a signed-in user chats under the host's login, and nobody else sees it", async ({
  place,
  newPerson,
}) => {
  const host = await Host.start(place.server);
  const ada = await signIn(await newPerson(), host, "ada");
  const bob = await signIn(await newPerson(), host, "bob");
  const desk = await (await newPerson()).console();

  await ada.open();
  await ada.thread.send("Is my parcel on its way?");
  await desk.openChat("Is my parcel on its way?");
  await expect(desk.rows.filter({ hasText: "Is my parcel" })).toContainText("Ada");
  await desk.thread.send("It leaves today.");
  await ada.thread.expectHistory(["Is my parcel on its way?", "It leaves today."]);

  await bob.open();
  await expect(bob.thread.messages).toHaveCount(0);
  await bob.thread.send("This is somebody else.");
  await desk.openChat("This is somebody else.");
  await desk.thread.send("Welcome, somebody else.");
  await bob.thread.expectHistory(["This is somebody else.", "Welcome, somebody else."]);
  await ada.thread.expectHistory(["Is my parcel on its way?", "It leaves today."]);

  await expectStranger(place, "bob", "ada");
  await host.stop();
});

test("a user's history follows the login to another browser", async ({ place, newPerson }) => {
  const host = await Host.start(place.server);
  const atHome = await signIn(await newPerson(), host, "ada");
  await atHome.open();
  await atHome.thread.send("Written at home");
  await atHome.thread.expectHistory(["Written at home"]);

  const atTheOffice = await signIn(await newPerson(), host, "ada");
  await atTheOffice.open();
  await atTheOffice.thread.expectHistory(["Written at home"]);
  await atTheOffice.thread.send("Written at the office");

  await atHome.thread.expectHistory(["Written at home", "Written at the office"]);
  expect(await place.userCount()).toBe(1);
  await host.stop();
});

async function signIn(person: Person, host: Host, login: string): Promise<WidgetTab> {
  await person.context.addCookies([{ name: "login", value: login, url: host.url }]);
  const page = await person.context.newPage();
  await page.goto(host.url);
  return new WidgetTab(page);
}

/** What belongs to `owner` is to `stranger` as if it were not there. */
async function expectStranger(place: Place, stranger: string, owner: string): Promise<void> {
  const own = (await place.get("chat/sessions", { sub: owner })) as { sessions: { id: string }[] };
  expect(own.sessions).toHaveLength(1);
  const session = own.sessions[0]?.id ?? "";
  const token = await place.server.token({ sub: stranger });
  const ask = async (id: string) => {
    const url = `${place.url}api/chat/session/${id}/messages`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const { code, status, title, detail } = (await answer.json()) as Record<string, unknown>;
    return { code, status, title, detail };
  };
  const notTheirs = await ask(session);
  expect(notTheirs).toMatchObject({ code: "not_found", status: 404 });
  const last = session.endsWith("0") ? "1" : "0";
  expect(await ask(session.slice(0, -1) + last)).toEqual(notTheirs);
}
