import { defineConfig } from "vite";

import { frozenPrototypes } from "./frozenPrototypes";

export default defineConfig({
  clearScreen: false,
  plugins: [frozenPrototypes()],
  server: { port: 5173, strictPort: true },
  build: { target: "es2022", modulePreload: false, assetsInlineLimit: 0, sourcemap: false },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
