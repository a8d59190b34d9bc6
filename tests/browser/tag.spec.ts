import type { Page } from "@playwright/test";
import { Host, type HostPage } from "./stage/host";
import { page, tag } from "./stage/pages";
import { expect, test, type Person, type Place } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

/** Opens `/` of a host that has these pages. */
async function visit(place: Place, person: Person, root: HostPage): Promise<[WidgetTab, Host]> {
  const host = await Host.start(place.server, { "/": root });
  const tab = new WidgetTab(await person.context.newPage());
  await tab.page.goto(host.url);
  return [tab, host];
}

test("the tag makes one element, and an element of the page's own wins over it", async ({
  place,
  newPerson,
}) => {
  const body = '<chatdesk-widget data-position="left" data-title="Own"></chatdesk-widget>';
  const html = page({ head: tag('data-title="Other" data-theme="dark"'), body });
  const [tab, host] = await visit(place, await newPerson(), { html });
  await tab.open();

  await expect(tab.page.locator("chatdesk-widget")).toHaveCount(1);
  await expect(tab.page.getByRole("dialog", { name: "Own" })).toBeVisible();
  expect(await theme(tab.page), "what the element does not say, the tag says").toBe("dark");
  expect((await tab.button.boundingBox())?.x).toBeLessThan(100);
  await host.stop();
});

test("an element that goes and one that comes go on with the same chat", async ({
  place,
  newPerson,
}) => {
  const [tab, host] = await visit(place, await newPerson(), { html: page({ head: tag() }) });
  await tab.open();
  await tab.thread.send("Before it went");
  await tab.thread.expectHistory(["Before it went"]);

  await tab.page.evaluate(() => document.querySelector("chatdesk-widget")?.remove());
  await expect(tab.window).toHaveCount(0);
  await tab.page.evaluate(() => document.body.append(document.createElement("chatdesk-widget")));
  await expect(tab.button).toHaveAttribute("aria-expanded", "false");
  await tab.open();
  await tab.thread.expectHistory(["Before it went"]);
  await tab.thread.send("After it came");
  await tab.thread.expectHistory(["Before it went", "After it came"]);

  const moved = "Moved, not closed";
  await tab.thread.input.fill(moved);
  await tab.page.evaluate(() => {
    const [element] = document.querySelectorAll("chatdesk-widget");
    document.querySelector("main")?.append(element as Node);
  });
  await expect(tab.window).toBeVisible();
  await expect(tab.thread.input).toHaveValue(moved);

  await tab.page.evaluate(() => document.body.append(document.createElement("chatdesk-widget")));
  await expect(tab.page.locator("chatdesk-widget")).toHaveCount(2);
  await expect(tab.button, "the first one counts").toHaveCount(1);
  await host.stop();
});

test("the handles hear, stop hearing, and may be called before anything is there", async ({
  place,
  newPerson,
}) => {
  const early = `<script>
    window.heard = [];
    window.chatdesk = [
      ["prefill", "My order number is 7"],
      ["on", "open", () => heard.push("open")],
      ["on", "close", () => heard.push("close")],
      ["no-such-handle"],
      ["open"],
    ];
  </script>`;
  const [tab, host] = await visit(place, await newPerson(), { html: page({ head: early + tag() }) });
  await expect(tab.window).toBeVisible();
  await expect(tab.thread.input).toHaveValue("My order number is 7");

  const heard = () => tab.page.evaluate(() => window.heard);
  await tab.page.evaluate(() => {
    const { chatdesk } = window;
    window.heard.push(`unread ${chatdesk.unread}`);
    const off = chatdesk.on("state", ({ open }) => window.heard.push(`state ${open}`));
    const fault = chatdesk.on("close", () => {
      throw new Error("a fault of the page's");
    });
    addEventListener("error", (event) => event.preventDefault());
    chatdesk.on("close", () => (off(), fault()));
    chatdesk.toggle();
  });
  await expect(tab.window).toBeHidden();
  await expect.poll(heard).toEqual(["open", "unread 0", "close", "state false"]);
  await tab.page.evaluate(() => window.chatdesk.toggle());
  await expect(tab.window).toBeVisible();
  await expect.poll(heard).toEqual(["open", "unread 0", "close", "state false", "open"]);
  await host.stop();
});

test("a page hears of messages and of what is unread", async ({ place, newPerson }) => {
  const [tab, host] = await visit(place, await newPerson(), { html: page({ head: tag() }) });
  await tab.open();
  await tab.thread.send("Anybody?");
  await tab.thread.expectHistory(["Anybody?"]);
  await tab.page.evaluate(() => {
    window.heard = [];
    window.chatdesk.on("message", ({ content }) => window.heard.push(content));
    window.chatdesk.on("unread", (count) => window.heard.push(String(count)));
  });
  await tab.close();

  const desk = await (await newPerson()).console();
  await desk.openChat("Anybody?");
  await desk.thread.send("Yes.");
  await tab.expectUnread(1);
  await expect.poll(() => tab.page.evaluate(() => window.heard)).toEqual(["Yes.", "1"]);
  expect(await tab.page.evaluate(() => window.chatdesk.unread)).toBe(1);
  await host.stop();
});

test("the theme is the page's, or the system's as it changes", async ({ place, newPerson }) => {
  const [tab, host] = await visit(place, await newPerson(), { html: page({ head: tag() }) });
  await tab.page.emulateMedia({ colorScheme: "light" });
  await tab.open();
  expect(await theme(tab.page)).toBe("light");
  const paper = () => tab.window.evaluate((it) => getComputedStyle(it).backgroundColor);
  const light = await paper();
  await tab.page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => theme(tab.page)).toBe("dark");
  expect(await paper()).not.toBe(light);

  const set = (theme: string) =>
    tab.page.evaluate((theme) => {
      const element = document.querySelector<HTMLElement>("chatdesk-widget");
      if (element) element.dataset["theme"] = theme;
    }, theme);
  await set("light");
  expect(await theme(tab.page)).toBe("light");
  expect(await paper()).toBe(light);
  await set("auto");
  expect(await theme(tab.page)).toBe("dark");
  await host.stop();
});

const COLOURS = ["#000000", "#ffffff", "#ffe600", "#0a58ff", "#767676", "#ff5a5f", "#7c3aed"];

test("whatever the brand's colour is, it can be read", async ({ place, newPerson }) => {
  const [tab, host] = await visit(place, await newPerson(), { html: page({ head: tag() }) });
  await tab.open();
  for (const colorScheme of ["light", "dark"] as const) {
    await tab.page.emulateMedia({ colorScheme });
    await expect.poll(() => theme(tab.page)).toBe(colorScheme);
    const unnamed = await colours(tab.page);
    expect.soft(contrast(unnamed.accent, unnamed.onAccent), "no colour").toBeGreaterThanOrEqual(4.5);
    for (const color of COLOURS) {
      const shown = await colours(tab.page, color);
      expect.soft(shown.accent, color).toEqual(bytes(color));
      expect.soft(contrast(shown.accent, shown.onAccent), `on ${color}`).toBeGreaterThanOrEqual(4.5);
      for (const surface of shown.surfaces) {
        const told = `${color} on ${surface.join(" ")}, ${colorScheme}`;
        expect.soft(contrast(shown.text, surface), told).toBeGreaterThanOrEqual(4.5);
      }
    }
  }
  const bad = await colours(tab.page, "javascript:red");
  expect(bad.accent, "what is no colour counts as none").toEqual(bytes("#7cd3b6"));
  await host.stop();
});

test("the colour that the page's sheets set wins", async ({ place, newPerson }) => {
  const style = "<style>:root { --chatdesk-accent: #123456; --chatdesk-on-accent: #fedcba }</style>";
  const html = page({ head: style + tag('data-color="#ff0000"') });
  const [tab, host] = await visit(place, await newPerson(), { html });
  await expect(tab.button).toBeVisible();
  expect((await colours(tab.page)).accent).toEqual(bytes("#123456"));
  expect((await colours(tab.page)).onAccent).toEqual(bytes("#fedcba"));
  await host.stop();
});

/** The button's names, written down from how each language calls it. */
const NAMES: [string, string, string][] = [
  ['lang="en"', "", "Support chat"],
  ['lang="de"', "", "Support-Chat"],
  ['lang="en"', 'data-lang="fr"', "Chat d’assistance"],
  ['lang="es-MX"', "", "Chat de ayuda"],
  ['lang="pt-BR"', "", "Chat de suporte"],
  ['lang="ar" dir="rtl"', "", "محادثة الدعم"],
  ['lang="TR"', "", "Destek sohbeti"],
  ['lang="hi"', "", "सहायता चैट"],
  ['lang="ja"', "", "Support chat"],
];

test("the button is named in the page's language", async ({ place, newPerson }) => {
  const pages = NAMES.map(([html, attributes], at): [string, HostPage] => [
    `/${at}`,
    { html: page({ html, head: tag(attributes) }) },
  ]);
  const host = await Host.start(place.server, Object.fromEntries(pages));
  const visited = await (await newPerson()).context.newPage();
  for (const [at, [html, attributes, name]] of NAMES.entries()) {
    await visited.goto(`${host.url}${at}`);
    const button = visited.getByRole("button", { name, exact: true });
    await expect(button, `${html} ${attributes}`).toBeVisible();
  }
  await host.stop();
});

/** The theme that the frame shows. */
function theme(page: Page) {
  return page.locator("chatdesk-widget [data-theme]").getAttribute("data-theme");
}

type Parts = [number, number, number];

/** What is painted with the brand's colour, and behind a text of that colour. */
async function colours(page: Page, color?: string) {
  const painted = await page.evaluate((color) => {
    const element = document.querySelector<HTMLElement>("chatdesk-widget");
    const frame = element?.shadowRoot?.querySelector("div");
    const button = frame?.shadowRoot?.querySelector("button");
    if (!element || !frame || !button) throw new Error("the widget has an element, a frame, a button");
    if (color) element.dataset["color"] = color;
    const probe = document.createElement("p");
    probe.className = "probe";
    frame.shadowRoot?.append(probe);
    const read = (value: string) => {
      probe.style.color = value;
      return getComputedStyle(probe).color;
    };
    const text = read("var(--accent-text)");
    const surfaces = ["var(--paper)", "var(--surface)"].map(read);
    probe.remove();
    // The button's drawing is all that stands on the colour.
    const { backgroundColor: accent } = getComputedStyle(button);
    const { backgroundColor: onAccent } = getComputedStyle(button, "::before");
    return { accent, onAccent, text, surfaces };
  }, color);
  const parse = (text: string) => (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Parts;
  return {
    accent: parse(painted.accent),
    onAccent: parse(painted.onAccent),
    text: parse(painted.text),
    surfaces: painted.surfaces.map(parse),
  };
}

function bytes(color: string): Parts {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as Parts;
}

/** As WCAG 2.2 defines it. */
function contrast(one: Parts, other: Parts): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(parts: Parts): number {
  const [red, green, blue] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Parts;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
