import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["test-browser/screenshots.ts"],
    maxConcurrency: 2,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
