import { expect, test } from "./stage/place";

const PROBLEM = { type: "about:blank", title: "Conflict", status: 409, code: "conflict", detail: "not today", request_id: "1" };

test("a refused text says so, and is sent again or given up", async ({ newPerson }) => {
  const person = await newPerson();
  const tab = await person.demo();
  await tab.open();
  await tab.thread.send("First");
  await tab.thread.expectHistory(["First"]);
  const send = "**/chat/session/*/messages";
  await tab.page.route(send, (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(PROBLEM) })
      : route.fallback(),
  );

  await tab.thread.send("Second");
  await tab.thread.send("Third");
  const failed = tab.thread.log.locator('[data-state="failed"]');
  await expect(failed).toHaveCount(2);
  await expect(failed.first()).toContainText("not today");

  await failed.last().getByRole("button", { name: "Discard" }).click();
  await expect(failed).toHaveCount(1);
  await tab.page.reload();
  await tab.reopen();
  await expect(failed).toHaveCount(1);
  await tab.page.unroute(send);
  await failed.getByRole("button", { name: "Retry" }).click();
  await tab.thread.expectHistory(["First", "Second"]);
});
