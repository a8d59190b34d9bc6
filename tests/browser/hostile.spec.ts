import type { Locator } from "@playwright/test";
import { Host } from "./stage/host";
import { page, tag } from "./stage/pages";
import { expect, test, type Person } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

/** What pages do to everything on them. */
const HOSTILE = `<style>
  html { font-size: 40px; letter-spacing: 4px; line-height: 3; cursor: wait; color: red !important }
  * { all: unset; font-size: 40px !important }
  * { display: block; visibility: hidden !important; opacity: .2 !important; float: left !important }
  * { transform: rotate(3deg) !important; filter: blur(2px); position: static !important }
  * { text-transform: uppercase !important; pointer-events: none !important; z-index: 1 !important }
  chatdesk-widget { display: none; width: 0 !important; overflow: hidden !important; contain: strict }
  button, textarea, section, p, h2 { background: lime !important; margin: 50px !important }
  html, head, body, main { transform: none !important; filter: none }
  .veil { position: fixed !important; inset: 0; z-index: 2147483647 !important; visibility: visible !important }
  @media print { * { display: block !important } }
</style>`;

/** What old scripts do to everybody's prototypes, and a queue that is none. */
const POLLUTED = `<script>
  Array.prototype.toJSON = function () { return "polluted" };
  Array.prototype.last = function () { return this[this.length - 1] };
  Array.prototype.each = Array.prototype.forEach;
  Object.prototype.everywhere = "polluted";
  Object.prototype.headers = "polluted";
  Function.prototype.bind = function (self, ...first) { return (...rest) => this.apply(self, [...first, ...rest]) };
  String.prototype.trim = function () { return String(this).replace(/^\\s+|\\s+$/g, "") };
  Element.prototype.remove = function () { this.parentNode && this.parentNode.removeChild(this) };
  window.chatdesk = [["prefill", "From the old queue"], [], ["on"], ["toString"]];
</script>`;

test("a page's own styles change nothing, wherever they come from", async ({
  place,
  newPerson,
}) => {
  const veil = '<div class="veil"></div>';
  const host = await Host.start(place.server, {
    "/clean": { html: page({ head: tag() }) },
    "/hostile": { html: page({ head: HOSTILE + tag(), body: veil }) },
    "/rtl": { html: page({ html: 'lang="en" dir="rtl"', head: tag() }) },
  });
  const clean = await look(await newPerson(), `${host.url}clean`);
  const hostile = await look(await newPerson(), `${host.url}hostile`);
  expect(clean.length, "there is something to compare").toBeGreaterThan(25);
  expect(hostile).toEqual(clean);
  const rtl = await look(await newPerson(), `${host.url}rtl`);
  expect(rtl, "a page from right to left, in a language from left to right").toEqual(clean);
  await host.stop();
});

test("a page's polluted prototypes change nothing", async ({ place, newPerson }) => {
  const host = await Host.start(place.server, { "/": { html: page({ head: POLLUTED + tag() }) } });
  const tab = new WidgetTab(await (await newPerson()).context.newPage());
  await tab.page.goto(host.url);
  await tab.open();
  await expect(tab.thread.input).toHaveValue("From the old queue");
  await tab.thread.sendButton.click();
  await tab.thread.send("And one more");
  const desk = await (await newPerson()).console();
  await desk.openChat("And one more");
  await desk.thread.send("An answer");
  await tab.thread.expectHistory(["From the old queue", "And one more", "An answer"]);
  await tab.page.reload();
  await tab.reopen();
  await tab.thread.expectHistory(["From the old queue", "And one more", "An answer"]);
  await host.stop();
});

test("what is printed has no button on it", async ({ place, newPerson }) => {
  const tab = await (await newPerson()).demo();
  await expect(tab.button).toBeVisible();
  await tab.page.emulateMedia({ media: "print" });
  await expect(tab.button).toBeHidden();
  expect(place.url).toBe(tab.page.url());
});

/** Opens the window, writes, and measures everything in it. */
async function look(person: Person, url: string): Promise<object[]> {
  const tab = new WidgetTab(await person.context.newPage());
  await tab.page.goto(url);
  await expect(tab.button).toBeVisible();
  const closed = await measure(tab.button);
  await tab.open();
  await expect(tab.connection).toHaveAttribute("data-connection", "live");
  await tab.thread.send("A question\nof two lines");
  await tab.thread.expectHistory(["A question"]);
  await tab.thread.input.fill("A draft");
  await tab.page.mouse.move(1, 1);
  await tab.window.evaluate((window) => Promise.all(window.getAnimations({ subtree: true }).map((it) => it.finished)));
  return [...closed, ...(await measure(tab.button)), ...(await measure(tab.window))];
}

/** Where each element stands, and every style of it that is not a number in disguise. */
function measure(root: Locator): Promise<object[]> {
  return root.evaluate((root) =>
    [root, ...root.querySelectorAll("*")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const styles: Record<string, string> = {};
      const computed = getComputedStyle(element);
      for (const name of computed) {
        if (!name.startsWith("--")) styles[name] = computed.getPropertyValue(name);
      }
      return { name: element.nodeName, box: { x, y, width, height }, styles };
    }),
  );
}
