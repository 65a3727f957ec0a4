// The position in the list, kept while a form is open, so that the list can return to it.
import { signal } from "@preact/signals";

import type { ListQuery } from "../bindings/ListQuery";

export const DEFAULT_QUERY: ListQuery = { text: "", authorization_type: null, sign_in_needed: false, page: 0, with_last_attempts: false };

/** The list's current query. */
export const view = signal<ListQuery>(DEFAULT_QUERY);

/** Whether the list should focus its search field. */
export const searching = signal(false);

interface ListPosition {
  /** How far the list was scrolled. */
  top: number;
  /** The authorization whose form was opened. */
  id: string | null;
}

let place: ListPosition | null = null;

/** Resets the list to its first page without a filter. */
export function resetList(): void {
  view.value = DEFAULT_QUERY;
  place = null;
}

/** Remembers the scroll position when a form is opened. */
export function rememberScroll(): void {
  place = { top: document.querySelector("#main")?.scrollTop ?? 0, id: null };
}

/** Remembers which authorization's form was open. */
export function rememberVisit(id: string | null): void {
  place = { top: place?.top ?? 0, id };
}

/** Returns the position to restore, once. */
export function takePosition(): ListPosition | null {
  const taken = place;
  place = null;
  return taken;
}
