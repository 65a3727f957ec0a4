// Which screen is shown, and the one guard that asks before typed data is left.
import { signal } from "@preact/signals";

import type { AuthorizationType } from "../bindings/AuthorizationType";
import type { Failure } from "../bindings/Failure";
import { type FormController, createFormController } from "../form/controller";
import { loadBlank, loadSaved } from "../form/load";
import { asFailure, core } from "../ipc";
import { forgetView, leaveList, visited } from "./listed";

/** A screen; `turn` tells two visits of the same screen apart. */
export type Screen =
  | { name: "home"; turn: number }
  | { name: "list"; turn: number }
  | { name: "security"; turn: number }
  | { name: "form"; turn: number; form: FormController };

/** The first one is Home, unless the address says otherwise: what is measured from start to list begins there. */
export const screen = signal<Screen>({ name: globalThis.location?.hash === "#list" ? "list" : "home", turn: 0 });
/** Whether the type picker is open. */
export const picking = signal(false);
/** What waits for the answer to *Leave without saving?*. */
export const leaving = signal<(() => void) | null>(null);
/** Why a form could not be opened. */
export const openFailure = signal<Failure | null>(null);

let turn = 0;
/** Numbers what was asked for: an answer that comes after the person went elsewhere changes nothing. */
let wanted = 0;

function show(next: Screen): void {
  wanted += 1;
  const now = screen.peek();
  if (now.name === "form") {
    now.form.dispose();
    visited(now.form.form.peek().baseline.id);
  } else if (next.name === "form" && now.name === "list") leaveList();
  openFailure.value = null;
  screen.value = next;
}

/** Does something that leaves the screen: at once, or after the person agreed to lose what was typed. */
export function leave(then: () => void): void {
  const now = screen.peek();
  if (now.name === "form" && now.form.dirty.peek()) leaving.value = then;
  else then();
}

/** Goes to a screen of the menu. */
export function go(name: "home" | "list" | "security"): void {
  leave(() => {
    turn += 1;
    // Only from a form does one come back to the list; from anywhere else one comes anew.
    if (screen.peek().name !== "form") forgetView();
    show({ name, turn });
  });
}

/** Opens the form on a new authorization or on a saved one. */
export async function edit(what: { type: AuthorizationType } | { id: string }): Promise<void> {
  wanted += 1;
  const mine = wanted;
  openFailure.value = null;
  try {
    const form = await ("type" in what ? loadBlank(what.type) : loadSaved(what.id));
    if (mine !== wanted) return;
    turn += 1;
    show({ name: "form", turn, form: createFormController(form) });
  } catch (error) {
    if (mine === wanted) openFailure.value = asFailure(error);
  }
}

/** Ends the program, after asking where something typed would be lost. */
export function close(): void {
  leave(() => void core.closeWindow());
}
