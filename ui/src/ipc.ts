// The only file that talks to the program around the page: one function for each thing that may be asked.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Authorization } from "./bindings/Authorization";
import type { AuthorizationId } from "./bindings/AuthorizationId";
import type { AuthorizationType } from "./bindings/AuthorizationType";
import type { Check } from "./bindings/Check";
import type { Draft } from "./bindings/Draft";
import type { Environment } from "./bindings/Environment";
import type { Failure } from "./bindings/Failure";
import type { ListPage } from "./bindings/ListPage";
import type { ListQuery } from "./bindings/ListQuery";
import type { Outcome } from "./bindings/Outcome";
import type { Preferences } from "./bindings/Preferences";
import type { ScopesRead } from "./bindings/ScopesRead";
import type { SecretField } from "./bindings/SecretField";
import type { Startup } from "./bindings/Startup";
import type { Summary } from "./bindings/Summary";
import type { VaultStatus } from "./bindings/VaultStatus";

export const opened = () => invoke<Startup>("opened");
export const list = (query: ListQuery) => invoke<ListPage>("list", { query });
export const summary = () => invoke<Summary>("summary");
export const read = (id: AuthorizationId) => invoke<Authorization>("read", { id });
export const blank = (authorization_type: AuthorizationType) => invoke<Draft>("blank", { authorization_type });
export const check = (draft: Draft) => invoke<Check>("check", { draft });
export const readScopes = (text: string, present: string[]) => invoke<ScopesRead>("read_scopes", { text, present });
export const save = (draft: Draft) => invoke<Authorization>("save", { draft });
export const remove = (id: AuthorizationId) => invoke<null>("remove", { id });
export const reveal = (id: AuthorizationId, environment: Environment, field: SecretField) =>
  invoke<string>("reveal", { id, environment, field });
export const secretMatches = (id: AuthorizationId, environment: Environment, field: SecretField, text: string) =>
  invoke<boolean>("secret_matches", { id, environment, field, text });
export const connect = (draft: Draft, environment: Environment, attempt: number) =>
  invoke<Outcome>("connect", { draft, environment, attempt });
export const cancelConnect = (attempt: number) => invoke<null>("cancel_connect", { attempt });

export const unsaved = (is: boolean) => invoke<null>("unsaved", { is });
export const closeWindow = () => invoke<null>("close_window");
export const setPreferences = (preferences: Preferences) => invoke<Preferences>("set_preferences", { preferences });
export const backUp = () => invoke<string>("back_up");

export const retryKeyring = () => invoke<VaultStatus>("retry_keyring");
export const createPassphraseVault = (passphrase: string) =>
  invoke<VaultStatus>("create_passphrase_vault", { passphrase });
export const unlock = (passphrase: string) => invoke<VaultStatus>("unlock", { passphrase });
export const unlockWithRecoveryKey = (recovery_key: string) =>
  invoke<VaultStatus>("unlock_with_recovery_key", { recovery_key });
export const lock = () => invoke<VaultStatus>("lock");
export const changePassphrase = (current: string, next: string) =>
  invoke<VaultStatus>("change_passphrase", { current, new: next });
export const moveToKeyring = (passphrase: string) => invoke<VaultStatus>("move_to_keyring", { passphrase });
export const moveToPassphrase = (passphrase: string) => invoke<VaultStatus>("move_to_passphrase", { passphrase });
export const rotateKey = () => invoke<VaultStatus>("rotate_key");
export const makeRecoveryKey = () => invoke<string>("make_recovery_key");
export const replaceLostKey = (passphrase: string | null) => invoke<VaultStatus>("replace_lost_key", { passphrase });
export const setAutoLock = (minutes: number) => invoke<VaultStatus>("set_auto_lock", { minutes });

export const onChanged = (act: () => void) => listen("changed", act);
export const onVault = (act: (status: VaultStatus) => void) => listen<VaultStatus>("vault", (event) => act(event.payload));
export const onCloseRequested = (act: () => void) => listen("close-requested", act);

/** What a failed call says; anything that is no `Failure` is a fault in the program itself. */
export function asFailure(error: unknown): Failure {
  if (typeof error === "object" && error !== null && "kind" in error) return error as Failure;
  return { kind: "storage", message: String(error), problems: [], keyring: null };
}
