import { Driven } from "./stage/driver";
import { journey } from "./stage/journey";
import { test } from "./stage/place";

test("a visitor talks in Firefox", async ({ place }) => {
  test.slow();
  const page = await Driven.firefox(process.env["CHATDESK_TEST_FIREFOX"] ?? "firefox-esr");
  try {
    await journey(page, place);
  } finally {
    await page.stop();
  }
});
