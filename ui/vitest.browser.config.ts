import { defineConfig } from "vitest/config";

export default defineConfig({
  // A browser on a busy machine sometimes misses a time limit; what fails twice is broken.
  test: {
    retry: 1,
    environment: "node",
    include: ["test-browser/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
