// The state that the whole window shares: the vault's state, preferences, and what opening the data did.
import { effect, signal, untracked } from "@preact/signals";

import type { CoreEvent } from "../bindings/CoreEvent";
import type { DatabaseState } from "../bindings/DatabaseState";
import type { Failure } from "../bindings/Failure";
import type { OpeningReport } from "../bindings/OpeningReport";
import type { Preferences } from "../bindings/Preferences";
import type { VaultStatus } from "../bindings/VaultStatus";
import { asFailure, core, listenToEvents, vault } from "../ipc";
import { language, systemLanguage } from "../texts";
import { close, recorded, screen } from "./screen";
import { theme } from "./theme";

export const vaultStatus = signal<VaultStatus | null>(null);
export const preferences = signal<Preferences>({ language: "system", theme: "system", menu_collapsed: false, last_attempt_column: false, keep_tokens: true });
export const report = signal<OpeningReport | null>(null);
export const version = signal("");
/** Why the data couldn't be opened; `null` if it is open. */
export const fatal = signal<Failure | null>(null);
/** Whether the database was found damaged since it was opened. */
export const damaged = signal(false);
/** Whether the open database is still the file at its path. */
export const database = signal<DatabaseState>("in_place");
/** Whether the window is to be closed although the database file is gone: its data is lost then. */
export const closing = signal(false);
/** The data folder that the user chose, since the usual one couldn't be used. */
export const chosenFolder = signal<string | null>(null);
/** Whether a command is waiting for the keyring, which may be asking for its password in another window. */
export const waitsForKeyring = signal(false);
/** Whether the notices are shown in full, where the window is too low to always do that. */
export const areNoticesOpen = signal(false);
/** The number of changes by other programs. */
export const changes = signal(0);

function take(chosen: Preferences): void {
  preferences.value = chosen;
  language.value = chosen.language;
  theme.value = chosen.theme;
}

/** Loads what is needed before anything is drawn. */
export async function prepare(): Promise<void> {
  const chosen = core.preferences();
  // Needs no data: also what is wrong with the data is said in this language.
  const spoken = core.systemLanguage().catch(() => systemLanguage.peek());
  await Promise.allSettled([chosen, spoken]);
  systemLanguage.value = await spoken;
  try {
    take(await chosen);
  } catch (error) {
    fatal.value = asFailure(error);
  }
}

/** Tells the core that the page has drawn, and takes over the program's state. */
export async function begun(): Promise<void> {
  try {
    const startup = await core.opened();
    // Until the keyring is asked, its key only seems unavailable.
    if (startup.vault.home !== "keyring") vaultStatus.value = startup.vault;
    report.value = startup.report;
    database.value = startup.database;
    version.value = startup.version;
    // The keyring is asked only now, because its prompt must not keep the window from opening.
    await askKeyring(startup.vault);
  } catch (error) {
    fatal.value = asFailure(error);
  }
}

/** Opens the data after that had failed: in the same folder, or in one that the user chooses now. Returns why it failed again. */
export async function openData(way: "again" | "elsewhere"): Promise<Failure | null> {
  try {
    const folder = way === "again" ? null : await core.chooseFolder();
    if (way === "again") await core.openAgain();
    fatal.value = null;
    if (folder !== null) chosenFolder.value = folder;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind !== "cancelled") fatal.value = failure;
    return failure;
  }
  await prepare();
  await begun();
  return fatal.peek();
}

/** A keyring that fails doesn't stop the window: only secrets are unusable. */
async function askKeyring(before: VaultStatus): Promise<void> {
  try {
    vaultStatus.value = await vault.retryKeyring();
  } catch (error) {
    vaultStatus.value = { ...before, keyring: asFailure(error).keyring ?? before.keyring ?? "failed" };
  }
}

/** Stores a preference. */
export async function choose(changed: Partial<Preferences>): Promise<void> {
  const before = preferences.peek();
  take({ ...before, ...changed });
  try {
    await core.setPreferences(preferences.peek());
  } catch {
    // It applies until the window closes.
  }
}

/** Loads the open form again. */
function refreshForm(): void {
  const now = screen.peek();
  if (now.name === "form") void now.form.refresh();
}

/** Loads the list and the form again, after the data was changed by something else than the form. */
function refresh(): void {
  changes.value += 1;
  refreshForm();
}

/** The open form no longer says that the vault is locked. */
function forgetVaultFailures(): void {
  const now = screen.peek();
  if (now.name === "form") now.form.forgetVaultFailures();
}

/** Only an open vault can detect that an authorization was changed outside Keyfob: once it opens, the form is loaded again. */
function followVault(): void {
  let isReady = false;
  effect(() => {
    const opens = vaultStatus.value?.state === "ready";
    if (opens && !isReady) {
      untracked(() => {
        forgetVaultFailures();
        refreshForm();
      });
    }
    isReady = opens;
  });
}

/** The open form no longer says that it couldn't be saved, once the database is in place again. */
function followDatabase(): void {
  effect(() => {
    if (database.value !== "in_place") return;
    const now = screen.peek();
    if (now.name === "form") untracked(() => now.form.forgetDatabaseFailures());
  });
}

/** Dismisses the report of what opening the data did. Returns the failure, if any: then the report stays. */
export async function dismissReport(): Promise<Failure | null> {
  try {
    if (report.peek()?.recovery) await core.dismissRecovery();
    report.value = null;
    return null;
  } catch (error) {
    return asFailure(error);
  }
}

/** Restores a backup, the newest one if there are no authorizations, and loads what depends on it. Returns the failure, if any. */
export async function restoreBackup(path: string | null): Promise<Failure | null> {
  try {
    if (path === null) await core.restoreNewestBackup();
    else await core.restoreBackup(path);
  } catch (error) {
    return asFailure(error);
  }
  await prepare();
  await begun();
  refresh();
  return null;
}

/** Closes the program, after asking about what would be lost. */
export function requestClose(): void {
  if (database.peek() === "in_place") close();
  else closing.value = true;
}

/** The open form shows what its sign-in waits for. */
function showSignIn({ attempt, waiting }: Extract<CoreEvent, { kind: "sign_in" }>["value"]): void {
  const now = screen.peek();
  if (now.name === "form") now.form.connections.wait(attempt, waiting);
}

function onEvent(event: CoreEvent): void {
  switch (event.kind) {
    case "vault":
      vaultStatus.value = event.value;
      break;
    case "keyring_waiting":
      waitsForKeyring.value = event.value;
      break;
    case "sign_in":
      showSignIn(event.value);
      break;
    case "damaged":
      damaged.value = true;
      break;
    case "database":
      database.value = event.value;
      break;
    case "ping":
      void core.acknowledge();
      break;
    case "close_requested":
      void core.acknowledge();
      requestClose();
      break;
    case "changed":
      refresh();
      // The other program may have changed the vault too.
      vault.status().then(
        (status) => {
          vaultStatus.value = status;
        },
        () => undefined,
      );
      break;
  }
}

/** Follows what happens elsewhere: in the vault, in the data, and in the core. */
export function follow(): void {
  followVault();
  followDatabase();
  effect(() => {
    if (recorded.value > 0) untracked(refresh);
  });
  void listenToEvents(onEvent);
}
