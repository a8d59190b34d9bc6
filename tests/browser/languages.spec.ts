import { expect, test } from "./stage/place";
import { names } from "./stage/tongue";
import { WidgetTab } from "./stage/visitor";

/** What the browser speaks, and what the window says then. */
const SPOKEN = [
  ["en-GB", "en-GB", "ltr", "How can we help?"],
  ["es-MX", "es-MX", "ltr", "¿En qué podemos ayudarle?"],
  ["fr", "fr", "ltr", "Comment pouvons-nous vous aider ?"],
  ["de-AT", "de-AT", "ltr", "Wie können wir helfen?"],
  ["pt-BR", "pt-BR", "ltr", "Como podemos ajudar?"],
  ["ar-EG", "ar-EG", "rtl", "كيف يمكننا مساعدتك؟"],
  ["tr-TR", "tr-TR", "ltr", "Size nasıl yardımcı olabiliriz?"],
  ["hi-IN", "hi-IN", "ltr", "हम आपकी क्या मदद कर सकते हैं?"],
  // Nobody wrote a table for these.
  ["ja-JP", "en", "ltr", "How can we help?"],
] as const;

test("the window speaks as the browser does, or English", async ({ place, newPerson }) => {
  for (const [locale, lang, dir, welcome] of SPOKEN) {
    await test.step(locale, async () => {
      const { context } = await newPerson({ locale });
      const page = await context.newPage();
      // A host's page that does not say which language it is in.
      await page.route(place.url, async (route) => {
        const page = await route.fetch();
        const body = (await page.text()).replace(/<html[^>]*>/, "<html>");
        await route.fulfill({ response: page, body });
      });
      await page.goto(place.url);
      const tab = new WidgetTab(page);
      await page.evaluate(() => window.chatdesk.open());
      await expect(tab.window).toBeVisible();
      await expect(tab.window).toHaveAttribute("lang", lang);
      await expect(tab.window).toHaveAttribute("dir", dir);
      await expect(tab.window).toContainText(welcome);
    });
  }
});

test("the console says it in Arabic, from right to left", async ({ newPerson }) => {
  const person = await newPerson({ locale: "ar" });
  const { page } = await person.console(undefined, names("ar"));
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.locator("html")).toHaveAttribute("lang", "ar");
  await expect(page.getByRole("link", { name: /^المحادثات/ })).toBeVisible();
});
