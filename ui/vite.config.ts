import { defineConfig } from "vitest/config";

import { frozenPrototypes } from "./frozenPrototypes.ts";

export default defineConfig({
  base: "./",
  clearScreen: false,
  plugins: [frozenPrototypes()],
  // The catalogue of messages is the core's.
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: {
    target: "safari16",
    // A font inlined as `data:` would be refused by the window's content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: { environment: "happy-dom", css: true, include: ["*.test.ts", "src/**/*.test.{ts,tsx}"] },
});
