import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Host } from "./stage/host";
import { page, tag } from "./stage/pages";
import { expect, test } from "./stage/place";
import { WidgetTab } from "./stage/visitor";

/** The policies that the manual publishes: one by address, one by nonce. */
async function published(): Promise<[string, string]> {
  const manual = await readFile(resolve(__dirname, "../../widget/README.md"), "utf8");
  const policies = [...manual.matchAll(/```text\nContent-Security-Policy: (.*)\n```/g)];
  const [byAddress, byNonce] = policies.map(([, policy]) => policy ?? "");
  if (!byAddress?.includes("wasm-unsafe-eval") || !byNonce?.includes("nonce-…")) {
    throw new Error("widget/README.md publishes a policy by address and one by nonce");
  }
  return [byAddress, byNonce.replace("nonce-…", "nonce-r4nd0m")];
}

const NONCED = '<script nonce="r4nd0m" src="/support/widget.js" defer></script>';

for (const [at, name, head] of [
  [0, "by address, with trusted types", tag('data-color="#7c3aed"')],
  [1, "by nonce alone", NONCED],
] as const) {
  test(`a whole conversation under the published policy ${name}`, async ({ place, newPerson }) => {
    const policy = (await published())[at];
    const host = await Host.start(place.server, { "/": { html: page({ head }), policy } });
    const tab = new WidgetTab(await (await newPerson()).context.newPage());
    const said: string[] = [];
    tab.page.on("console", (message) => said.push(message.text()));
    await tab.page.goto(host.url);
    await tab.open();
    await tab.thread.send("Is anybody there?");

    const desk = await (await newPerson()).console();
    await desk.openChat("Is anybody there?");
    await desk.thread.send("Yes, all day: https://example.org 🙂");
    await tab.thread.expectHistory(["Is anybody there?", "Yes, all day"]);
    await tab.page.emulateMedia({ colorScheme: "dark" });
    await tab.close();
    await tab.open();
    await tab.page.reload();
    await tab.reopen();
    await tab.thread.expectHistory(["Is anybody there?", "Yes, all day"]);

    expect(said).toEqual([]);
    expect(host.reports).toEqual([]);
    // The counter counts: what the policy refuses does arrive.
    await tab.page.evaluate(() => document.body.setAttribute("onclick", "alert()")).catch(() => "refused");
    await expect.poll(() => host.reports.length).toBeGreaterThan(0);
    await host.stop();
  });
}

test("the demo and the console are served under a policy that holds", async ({
  place,
  newPerson,
}) => {
  for (const path of ["", "console/"]) {
    const policy = (await fetch(`${place.url}${path}`)).headers.get("content-security-policy");
    expect(policy, path).toContain("script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
    expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval'? *'unsafe|\*/);
  }
  const visitor = await newPerson();
  const agent = await newPerson();
  const violations: string[] = [];
  for (const { context } of [visitor, agent]) {
    await context.exposeFunction("violated", (what: string) => violations.push(what));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        void (window as unknown as { violated(what: string): void }).violated(
          `${event.effectiveDirective} ${event.blockedURI} ${location.pathname}`,
        );
      });
    });
  }
  const tab = await visitor.demo();
  await tab.open();
  await tab.thread.send("A question");
  const desk = await agent.console();
  await desk.openChat("A question");
  await desk.thread.send("An answer");
  await tab.thread.expectHistory(["A question", "An answer"]);
  expect(violations).toEqual([]);

  await tab.page.evaluate(() => fetch("https://elsewhere.invalid/").catch(() => undefined));
  await expect.poll(() => violations).toHaveLength(1);
});
