import { Caller } from "./caller";
import { KEY, type Driven } from "./driver";
import { expect, test, type Place } from "./place";

/** A visitor opens, writes, reads an answer, comes back and closes, in whatever browser this is. */
export async function journey(page: Driven, place: Place): Promise<void> {
  await page.goto(place.url);
  const see = (what: string) => () => page.run<unknown>(`${PAGE} return ${what};`);
  await expect.poll(see("shows(button())")).toBe(true);

  await test.step("opens and writes", async () => {
    await page.click(`(() => { ${PAGE} return button(); })()`);
    await expect.poll(see("shows(dialog()) && input() === focused()"), SOON).toBe(true);
    await expect.poll(see("connection()"), SOON).toBe("live");
    await page.type("Is anybody there?");
    await page.press(KEY.enter);
    await expect.poll(see("said()"), SOON).toEqual([["1", "sent", "Is anybody there?"]]);
    expect(await see("input().value")()).toBe("");
  });

  const token = await place.server.token({ sub: "ada", role: "admin", name: "Ada" });
  const agent = new Caller(place.api, token);
  const { id } = await place.onlySession();
  const answer = (content: string) => agent.post(`chat/session/${id}/messages`, { content });

  await test.step("reads the answer as it comes", async () => {
    await answer("Good morning.");
    await expect.poll(see("said().length"), SOON).toBe(2);
  });

  await test.step("comes back to all of it, and to what was half written", async () => {
    await page.type("Half a sentence");
    await page.goto(place.url);
    await page.run("chatdesk.open()");
    await expect.poll(see("said().length"), SOON).toBe(2);
    expect(await see("input().value")()).toBe("Half a sentence");
  });

  await test.step("closes by keyboard, and counts what comes", async () => {
    await expect.poll(see("input() === focused()"), SOON).toBe(true);
    await page.press(KEY.escape);
    await expect.poll(see("!shows(dialog()) && focused() === button()"), SOON).toBe(true);
    await answer("Is there anything else?");
    await expect.poll(see("button().dataset.unread"), SOON).toBe("1");
  });
}

/** Another engine on a busy machine. */
const SOON = { timeout: 15_000 };

/** How the page's parts are found, by the names that they have for screen readers. */
const PAGE = `
  const find = (css) => {
    const look = (root) => {
      for (const it of root.querySelectorAll("*")) {
        if (it.matches(css)) return it;
        const inside = it.shadowRoot && look(it.shadowRoot);
        if (inside) return inside;
      }
      return null;
    };
    return look(document);
  };
  const shows = (it) => !!it && it.getClientRects().length > 0;
  const button = () => find('button[aria-label="Support chat"]');
  const dialog = () => find('[role="dialog"]');
  const input = () => find('[role="textbox"][aria-label="Message"]');
  const connection = () => find("[data-connection]").dataset.connection;
  const focused = () => {
    let it = document.activeElement;
    while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
    return it;
  };
  const said = () => {
    const log = find('[role="log"]');
    return [...(log?.querySelectorAll('[role="article"]') ?? [])].map((it) => {
      const text = it.textContent.includes("Is anybody there?") ? "Is anybody there?" : it.textContent;
      return [it.dataset.seq, it.dataset.state, text];
    });
  };
`;
