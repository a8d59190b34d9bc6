import { Driven } from "./stage/driver";
import { journey } from "./stage/journey";
import { test } from "./stage/place";

/** Where Debian puts the small browser that comes with the engine. */
const MINI_BROWSER =
  process.env["CHATDESK_TEST_MINI_BROWSER"] ??
  "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

test("a visitor talks in WebKitGTK", async ({ place }) => {
  test.slow();
  const page = await Driven.webkit("WebKitWebDriver", MINI_BROWSER);
  try {
    await journey(page, place);
  } finally {
    await page.stop();
  }
});
