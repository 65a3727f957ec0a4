// What the whole page shares: where it is, what stands in the way of leaving, the vault, the preferences.
import { signal } from "@preact/signals";

import type { AuthorizationId } from "./bindings/AuthorizationId";
import type { AuthorizationType } from "./bindings/AuthorizationType";
import type { Failure } from "./bindings/Failure";
import type { Preferences } from "./bindings/Preferences";
import type { Startup } from "./bindings/Startup";
import type { VaultStatus } from "./bindings/VaultStatus";
import * as ipc from "./ipc";
import { toast } from "./parts/toasts";
import { language, t } from "./texts";

export type Screen =
  | { name: "home" }
  | { name: "list" }
  | { name: "vault" }
  | { name: "create"; type: AuthorizationType }
  | { name: "edit"; id: AuthorizationId };

export const screen = signal<Screen>({ name: "home" });
export const startup = signal<Startup | null>(null);
export const startupFailure = signal<Failure | null>(null);
export const vault = signal<VaultStatus | null>(null);
export const preferences = signal<Preferences>({ language: "system", menu_collapsed: false });
/** Counts what another program did to the data. */
export const changes = signal(0);
/** Whether the type picker is open. */
export const picking = signal(false);
/** What waits for the answer to *Leave without saving?*; null where nothing was asked. */
export const leaving = signal<(() => void) | null>(null);

const unsaved = signal(false);

export function setUnsaved(is: boolean): void {
  if (unsaved.value === is) return;
  unsaved.value = is;
  void ipc.unsaved(is);
}

/** Does something that leaves the screen, after asking where something typed would be lost. */
export function leave(act: () => void): void {
  if (unsaved.value) {
    leaving.value = act;
    return;
  }
  act();
}

export function go(to: Screen): void {
  leave(() => {
    screen.value = to;
  });
}

/** Leaves whatever was typed behind. */
export function leaveForGood(): void {
  const act = leaving.value;
  leaving.value = null;
  setUnsaved(false);
  act?.();
}

/** Tells a failure in words where no better place is. */
export function tell(error: unknown): void {
  const failure = ipc.asFailure(error);
  toast(failureText(failure));
}

export function failureText(failure: Failure): string {
  if (failure.keyring) return t().keyring[failure.keyring];
  if (failure.kind === "storage" || failure.kind === "in_use") return `${t().failures[failure.kind]} ${failure.message}`;
  return t().failures[failure.kind];
}

export async function start(): Promise<void> {
  try {
    const answer = await ipc.opened();
    startup.value = answer;
    vault.value = answer.vault;
    preferences.value = answer.preferences;
    language.value = answer.preferences.language;
    startupFailure.value = null;
    // Only now is the keyring asked: its prompt, where there is one, must not keep the window from opening.
    vault.value = await ipc.retryKeyring();
  } catch (error) {
    startupFailure.value = ipc.asFailure(error);
  }
}

export function choose(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change };
  language.value = preferences.value.language;
  ipc.setPreferences(preferences.value).catch(tell);
}

export function listenToTheProgram(): void {
  void ipc.onChanged(() => {
    changes.value += 1;
    // The other program may have changed the vault, too.
    ipc.retryKeyring().then((status) => {
      vault.value = status;
    }, tell);
  });
  void ipc.onVault((status) => {
    vault.value = status;
  });
  void ipc.onCloseRequested(() => leave(() => void ipc.closeWindow()));
}
