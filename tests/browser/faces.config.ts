import base from "./playwright.config";

/** What `cargo xtask bench faces` measures; no part of the tests. */
export default {
  ...base,
  globalTimeout: 10 * 60_000,
  timeout: 5 * 60_000,
  outputDir: "test-results/faces",
  projects: [{ name: "faces", testMatch: "faces.bench.ts" }],
  use: { ...base.use, trace: "off" as const },
};
