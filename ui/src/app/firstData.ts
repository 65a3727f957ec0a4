// What the first screen shows. It is asked for before anything is drawn, so that the screen is drawn once and complete.
import type { ListPage } from "../bindings/ListPage";
import type { ListQuery } from "../bindings/ListQuery";
import type { Summary } from "../bindings/Summary";
import { core } from "../ipc";
import { view } from "./listPosition";
import { screen } from "./screen";
import { preferences } from "./session";

/** How long the first screen waits for its data. A database that is busy for longer must not keep the window from opening. */
const PATIENCE_MS = 150;

let page: ListPage | null = null;
let summary: Summary | null = null;

/** Returns the query with what the preferences add to it. */
export const asked = (query: ListQuery): ListQuery => ({ ...query, with_last_attempts: preferences.peek().last_attempt_column });

/** Asks for what the first screen shows. Resolves once it is there, or took too long; then the screen asks for itself. */
export async function askFirst(): Promise<void> {
  let isLate = false;
  const request = screen.peek().name === "list" ? core.list(asked(view.peek())) : core.summary();
  const arrived = request.then(
    (data) => {
      if (isLate) return;
      if ("rows" in data) page = data;
      else summary = data;
    },
    // The screen asks again, and shows why it fails.
    () => undefined,
  );
  const late = new Promise<void>((pass) => {
    setTimeout(pass, PATIENCE_MS);
  });
  await Promise.race([arrived, late]);
  isLate = true;
}

/** Returns the first page of the list, once. */
export function takeFirstPage(): ListPage | null {
  const taken = page;
  page = null;
  return taken;
}

/** Returns Home's numbers, once. */
export function takeFirstSummary(): Summary | null {
  const taken = summary;
  summary = null;
  return taken;
}
