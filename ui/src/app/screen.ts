// Which screen is shown, and the check for unsaved changes before it is left.
import { signal } from "@preact/signals";

import type { AuthorizationType } from "../bindings/AuthorizationType";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { Left } from "../form/connections";
import { type FormController, createFormController } from "../form/controller";
import { loadBlank, loadSaved } from "../form/load";
import { asFailure, core } from "../ipc";
import { texts } from "../texts";
import { resetList, rememberScroll, rememberVisit } from "./listPosition";
import { hush, toast } from "./toasts";

/** A screen; `turn` distinguishes two visits to the same screen. */
export type Screen =
  | { name: "home"; turn: number }
  | { name: "list"; turn: number }
  | { name: "settings"; turn: number }
  | { name: "form"; turn: number; form: FormController };

/** Home comes first, unless the URL says otherwise, as when the start-up time to the list is measured. */
export const screen = signal<Screen>({ name: globalThis.location?.hash === "#list" ? "list" : "home", turn: 0 });
/** Whether the type picker is open. */
export const picking = signal(false);
/** Which help is open over the screen. */
export const help = signal<"shortcuts" | "glossary" | null>(null);
/** What to do once the user agrees to *Leave without saving?*. */
export const leaving = signal<(() => void) | null>(null);
/** The number of CONNECTs that were recorded after their form was closed. */
export const recorded = signal(0);
/** Why a form couldn't be opened. */
export const openFailure = signal<Failure | null>(null);

let turn = 0;
/** Counts requests, so that a response that arrives after the user went elsewhere is ignored. */
let requests = 0;

/** Says how a CONNECT ended that went on after its form was closed. */
function report(name: string, environment: Environment, outcome: Left): void {
  if (outcome === null) return;
  const { connect, environments, signIn } = texts.peek();
  if (outcome === "left") {
    toast(signIn.leftWaiting(environments[environment]), "note");
    return;
  }
  const text = outcome === "connected" ? connect.connectedAfterwards : connect.failedAfterwards;
  toast(text(name, environments[environment]), outcome === "connected" ? "good" : "bad");
  recorded.value += 1;
}

function show(next: Screen): void {
  requests += 1;
  const now = screen.peek();
  if (now.name === "form") {
    const { id, name } = now.form.form.peek().baseline;
    for (const { environment, result } of now.form.dispose()) void result.then((outcome) => report(name, environment, outcome));
    // What was announced about the form is over.
    hush();
    rememberVisit(id);
  } else if (next.name === "form" && now.name === "list") rememberScroll();
  openFailure.value = null;
  screen.value = next;
}

/** Leaves the screen: at once, or after the user agreed to lose unsaved changes. */
export function leave(then: () => void): void {
  const now = screen.peek();
  if (now.name === "form" && now.form.dirty.peek()) leaving.value = then;
  else then();
}

/** Goes to a screen from the menu. `then` runs once it is shown: at once, or after the user agreed to lose unsaved changes. */
export function go(name: "home" | "list" | "settings", then?: () => void): void {
  leave(() => {
    turn += 1;
    // The position is only restored after a form.
    if (screen.peek().name !== "form") resetList();
    show({ name, turn });
    then?.();
  });
}

/** Opens the form of a new or a saved authorization. */
export async function edit(what: { type: AuthorizationType } | { id: string }): Promise<void> {
  requests += 1;
  const mine = requests;
  openFailure.value = null;
  try {
    const form = await ("type" in what ? loadBlank(what.type) : loadSaved(what.id));
    if (mine !== requests) return;
    turn += 1;
    show({ name: "form", turn, form: createFormController(form) });
  } catch (error) {
    if (mine === requests) openFailure.value = asFailure(error);
  }
}

/** Closes the program, after asking about unsaved changes. */
export function close(): void {
  leave(() => void core.closeWindow());
}
