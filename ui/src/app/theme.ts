// The colours of the page: those that the user chose, or the system's.
import { effect, signal } from "@preact/signals";

import type { Theme } from "../bindings/Theme";

/** The user's choice. */
export const theme = signal<Theme>("system");

const DARK = "(prefers-color-scheme: dark)";

/** Keeps the page's colours in step with the user's choice and the system. */
export function applyTheme(): void {
  const query = globalThis.matchMedia(DARK);
  const dark = signal(query.matches);
  query.addEventListener("change", () => {
    dark.value = query.matches;
  });
  effect(() => {
    const system = dark.value ? "dark" : "light";
    document.documentElement.dataset["theme"] = theme.value === "system" ? system : theme.value;
  });
}
