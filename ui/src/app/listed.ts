// Where one was in the list: kept while its forms are visited, so that coming back goes on there.
import { signal } from "@preact/signals";

import type { ListQuery } from "../bindings/ListQuery";

export const FIRST_VIEW: ListQuery = { text: "", authorization_type: null, page: 0 };

/** What the list was asked for last. */
export const view = signal<ListQuery>(FIRST_VIEW);

interface Place {
  /** How far the list was scrolled. */
  top: number;
  /** The authorization whose form was visited. */
  id: string | null;
}

let place: Place | null = null;

/** Begins with the first view: the list is visited anew. */
export function forgetView(): void {
  view.value = FIRST_VIEW;
  place = null;
}

/** Keeps how far the list is scrolled while a form is visited. */
export function leaveList(): void {
  place = { top: document.querySelector("#main")?.scrollTop ?? 0, id: null };
}

/** Keeps which authorization was visited. */
export function visited(id: string | null): void {
  place = { top: place?.top ?? 0, id };
}

/** Where to go on, once. */
export function takePlace(): Place | null {
  const taken = place;
  place = null;
  return taken;
}
