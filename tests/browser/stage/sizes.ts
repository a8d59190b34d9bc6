import { devices, type BrowserContextOptions } from "@playwright/test";

/** What a visitor may hold in their hands. */
export const SIZES: [string, BrowserContextOptions][] = [
  ["on a wide screen", {}],
  [
    "on a phone",
    {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      userAgent: devices["Pixel 7"].userAgent,
    },
  ],
];
