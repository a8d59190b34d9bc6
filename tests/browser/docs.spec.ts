import { expect, test } from "./stage/place";

test("a call of the API can be tried on the page that describes it, without anybody else's help", async ({
  page,
  place,
}) => {
  const elsewhere: string[] = [];
  const refused: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(place.url) && !request.url().startsWith("data:")) elsewhere.push(request.url());
  });
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) refused.push(message.text());
  });

  await page.goto(new URL("docs/", place.url).href);
  const operation = page.locator("#operations-visitor-start_visitor");
  // The viewer is more script than everything else together: a busy machine takes its time.
  await operation.waitFor({ timeout: 30_000 });
  await operation.locator(".opblock-summary").click();
  await operation.getByRole("button", { name: "Execute" }).click();

  await expect(operation.locator(".live-responses-table .response .response-col_status")).toHaveText(/201/);
  expect(elsewhere).toEqual([]);
  expect(refused).toEqual([]);
});
