import { defineConfig, devices } from "@playwright/test";
import type { PlaceOption } from "./stage/place";

// The suites that a proxy must not change.
const behindProxy = ["talk.spec.ts", "switch.spec.ts"];
// What starts an nginx of its own besides.
const ofNginx = ["nginx.spec.ts"];
const onPhone = ["phone.spec.ts"];
// What starts a browser of its own.
const engines = ["firefox.spec.ts", "webkit.spec.ts"];
// What needs a host of Python's.
const hosts = ["django.spec.ts"];

export default defineConfig<PlaceOption>({
  testDir: ".",
  outputDir: "test-results",
  forbidOnly: true,
  retries: 0,
  workers: 1,
  timeout: 60_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 5_000 },
  reporter: "list",
  use: {
    actionTimeout: 5_000,
    navigationTimeout: 10_000,
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["CHATDESK_TEST_CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "direct", testIgnore: [...onPhone, ...engines, ...ofNginx, ...hosts], use: { behind: "nothing" } },
    { name: "proxied", testMatch: [...behindProxy, ...ofNginx], use: { behind: "nginx" } },
    // Passwords are slow to check, as they should be, and each story logs in two or three people.
    { name: "django", testMatch: hosts, timeout: 120_000 },
    { name: "firefox", testMatch: "firefox.spec.ts" },
    { name: "webkit", testMatch: "webkit.spec.ts" },
    {
      name: "phone",
      testMatch: onPhone,
      use: {
        behind: "nothing",
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
        userAgent: devices["Pixel 7"].userAgent,
      },
    },
  ],
});
