import { defineConfig } from "vitest/config";

export default defineConfig({
  // A browser on a busy machine sometimes misses a time limit; what fails twice is broken.
  test: {
    retry: 1,
    environment: "node",
    include: ["test-browser/**/*.test.ts"],
    // Most of the time is spent waiting for the browser.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
