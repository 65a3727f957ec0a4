// The only file that uses Tauri: the core's commands and events.
import { invoke } from "@tauri-apps/api/core";

import type { Authorization } from "./bindings/Authorization";
import type { AuthorizationId } from "./bindings/AuthorizationId";
import type { AuthorizationType } from "./bindings/AuthorizationType";
import type { Backup } from "./bindings/Backup";
import type { CertificateSeen } from "./bindings/CertificateSeen";
import type { Check } from "./bindings/Check";
import type { ClientAuthentication } from "./bindings/ClientAuthentication";
import type { CoreEvent } from "./bindings/CoreEvent";
import type { DatabaseState } from "./bindings/DatabaseState";
import type { Diagnostics } from "./bindings/Diagnostics";
import type { Discovery } from "./bindings/Discovery";
import type { Draft } from "./bindings/Draft";
import type { Environment } from "./bindings/Environment";
import type { Failure } from "./bindings/Failure";
import type { GeneratedKind } from "./bindings/GeneratedKind";
import type { HeldKey } from "./bindings/HeldKey";
import type { InspectedToken } from "./bindings/InspectedToken";
import type { Introspection } from "./bindings/Introspection";
import type { KeyDescription } from "./bindings/KeyDescription";
import type { KeyRead } from "./bindings/KeyRead";
import type { Language } from "./bindings/Language";
import type { ListPage } from "./bindings/ListPage";
import type { ListQuery } from "./bindings/ListQuery";
import type { MovedCredentials } from "./bindings/MovedCredentials";
import type { NetworkCheck } from "./bindings/NetworkCheck";
import type { NetworkDraft } from "./bindings/NetworkDraft";
import type { NetworkShown } from "./bindings/NetworkShown";
import type { OldBackups } from "./bindings/OldBackups";
import type { Outcome } from "./bindings/Outcome";
import type { PerEnvironment } from "./bindings/PerEnvironment";
import type { Preferences } from "./bindings/Preferences";
import type { PresetFilled } from "./bindings/PresetFilled";
import type { Presets } from "./bindings/Presets";
import type { RawResponseId } from "./bindings/RawResponseId";
import type { Revealed } from "./bindings/Revealed";
import type { Revocation } from "./bindings/Revocation";
import type { ScopesRead } from "./bindings/ScopesRead";
import type { ScriptLine } from "./bindings/ScriptLine";
import type { SecretField } from "./bindings/SecretField";
import type { SignatureCheck } from "./bindings/SignatureCheck";
import type { Startup } from "./bindings/Startup";
import type { Summary } from "./bindings/Summary";
import type { TokenCopy } from "./bindings/TokenCopy";
import type { TokenForm } from "./bindings/TokenForm";
import type { TokenInspection } from "./bindings/TokenInspection";
import type { TokenMark } from "./bindings/TokenMark";
import type { TokenStatuses } from "./bindings/TokenStatuses";
import type { VaultStatus } from "./bindings/VaultStatus";

/** The commands; each fails with a `Failure`. */
export const core = {
  opened: () => invoke<Startup>("opened"),
  /** Tells the core that the page responds. */
  acknowledge: () => invoke<null>("acknowledge"),
  /** Tries again to open the data. */
  openAgain: () => invoke<null>("open_again"),
  /** Lets the user choose another data folder in a dialog of the system, opens the data there and returns the folder. */
  chooseFolder: () => invoke<string>("choose_folder"),
  /** Writes a new database file with everything that is open, if the old one is gone. */
  rewriteMissingDatabase: () => invoke<DatabaseState>("rewrite_missing_database"),
  continueWithoutSaving: () => invoke<DatabaseState>("continue_without_saving"),
  /** Dismisses the report about a damaged or missing database. */
  dismissRecovery: () => invoke<null>("dismiss_recovery"),
  /** Restores the newest backup into a database without authorizations. The core asks the user first. */
  restoreNewestBackup: () => invoke<null>("restore_newest_backup"),
  /** Restores a backup over what is saved now. The core asks the user first. Returns the backup that it made of what was replaced. */
  restoreBackup: (path: string) => invoke<string | null>("restore_backup", { path }),
  list: (query: ListQuery) => invoke<ListPage>("list", { query }),
  summary: () => invoke<Summary>("summary"),
  read: (id: AuthorizationId) => invoke<Authorization>("read", { id }),
  blank: (type: AuthorizationType) => invoke<Draft>("blank", { authorization_type: type }),
  check: (draft: Draft) => invoke<Check>("check", { draft }),
  readScopes: (text: string, present: string[]) => invoke<ScopesRead>("read_scopes", { text, present }),
  moveUrlCredentials: (draft: Draft, environment: Environment) =>
    invoke<MovedCredentials | null>("move_url_credentials", { draft, environment }),
  tidy: (text: string) => invoke<string>("tidy", { text }),
  save: (draft: Draft) => invoke<Authorization>("save", { draft }),
  /** Restores what Keyfob saved, after another program changed it. */
  restoreSealed: (id: AuthorizationId) => invoke<Authorization>("restore_sealed", { id }),
  /** Accepts what another program changed; `token` identifies what the user compared. */
  acceptOutsideChange: (id: AuthorizationId, token: string) => invoke<Authorization>("accept_outside_change", { id, token }),
  remove: (id: AuthorizationId) => invoke<null>("remove", { id }),
  reveal: (id: AuthorizationId, environment: Environment, field: SecretField) =>
    invoke<Revealed>("reveal", { id, environment, field }),
  secretMatches: (id: AuthorizationId, environment: Environment, field: SecretField, text: string) =>
    invoke<boolean>("secret_matches", { id, environment, field, text }),
  /** Reads a private key from a file's bytes. The core holds it until it is saved; the page gets its name. */
  holdKey: (file: Uint8Array, passphrase: string | null) => invoke<KeyRead>("hold_key", { file: [...file], passphrase }),
  generateKey: (kind: GeneratedKind) => invoke<HeldKey>("generate_key", { kind }),
  /** Returns what is public of a private key of a draft. */
  describeKey: (draft: Draft, environment: Environment, field: SecretField) => invoke<KeyDescription>("describe_key", { draft, environment, field }),
  /** Looks for what a server or an API publishes about itself. */
  discover: (text: string, acceptCleartext: boolean, draft: Draft, environment: Environment) =>
    invoke<Discovery>("discover", { text, accept_cleartext: acceptCleartext, draft, environment }),
  presets: () => invoke<Presets>("presets"),
  /** Returns what a preset proposes; `null` if there is no such preset. */
  fillPreset: (id: string, values: PerEnvironment<Record<string, string>>, method: ClientAuthentication) =>
    invoke<PresetFilled | null>("fill_preset", { id, values, method }),
  describeCertificates: (text: string) => invoke<CertificateSeen[]>("describe_certificates", { text }),
  /** Requests a token. If a user has to sign in, `onDevice` says whether on another device; what is waited for comes as events. */
  connect: (draft: Draft, environment: Environment, attempt: number, onDevice: boolean) =>
    invoke<Outcome>("connect", { draft, environment, attempt, on_device: onDevice }),
  rawResponse: (id: RawResponseId) => invoke<Revealed>("raw_response", { id }),
  cancelConnect: (attempt: number) => invoke<null>("cancel_connect", { attempt }),
  /** Returns what is known about the kept tokens of a saved authorization. */
  tokenStatus: (id: AuthorizationId) => invoke<TokenStatuses>("token_status", { id }),
  /** Puts a token into the clipboard, the kept one or a new one. The page doesn't get it. */
  copyToken: (id: AuthorizationId, environment: Environment, form: TokenForm) => invoke<TokenCopy>("copy_token", { id, environment, form }),
  /** Revokes a kept token at the server if that is possible, and forgets it. */
  disconnect: (id: AuthorizationId, environment: Environment) => invoke<Revocation>("disconnect", { id, environment }),
  forgetToken: (id: AuthorizationId, environment: Environment) => invoke<null>("forget_token", { id, environment }),
  forgetAllTokens: () => invoke<null>("forget_all_tokens"),
  inspectToken: (id: AuthorizationId, environment: Environment, which: InspectedToken) => invoke<TokenInspection>("inspect_token", { id, environment, which }),
  introspectToken: (id: AuthorizationId, environment: Environment, mark: TokenMark) => invoke<Introspection>("introspect_token", { id, environment, mark }),
  verifyToken: (id: AuthorizationId, environment: Environment, mark: TokenMark) => invoke<SignatureCheck>("verify_token", { id, environment, mark }),
  revealToken: (id: AuthorizationId, environment: Environment, mark: TokenMark) => invoke<Revealed>("reveal_token", { id, environment, mark }),
  /** Returns the commands of the shell that hand a token to a script. */
  scriptLines: (id: AuthorizationId, environment: Environment) => invoke<ScriptLine[]>("script_lines", { id, environment }),
  unsaved: (is: boolean) => invoke<null>("unsaved", { is }),
  closeWindow: () => invoke<null>("close_window"),
  /** Zooms the page by a number of steps, or back to 100 %. */
  zoom: (steps: number | null) => invoke<null>("zoom", { steps }),
  preferences: () => invoke<Preferences>("preferences"),
  systemLanguage: () => invoke<Language>("system_language"),
  diagnostics: () => invoke<Diagnostics>("diagnostics"),
  setPreferences: (preferences: Preferences) => invoke<Preferences>("set_preferences", { preferences }),
  network: () => invoke<NetworkShown>("network"),
  checkNetwork: (draft: NetworkDraft) => invoke<NetworkCheck>("check_network", { draft }),
  /** Saves network defaults. The core asks the user first about another proxy or other certificates. */
  setNetwork: (draft: NetworkDraft) => invoke<NetworkShown>("set_network", { draft }),
  revealProxyPassword: () => invoke<Revealed>("reveal_proxy_password"),
  backUp: () => invoke<string>("back_up"),
  backups: () => invoke<Backup[]>("backups"),
  /** Deletes the backups that the current key doesn't open, and returns the remaining ones. The core asks the user first. */
  deleteOldBackups: () => invoke<Backup[]>("delete_old_backups"),
};

/** The vault's commands. Those that make a new key first ask the user in a dialog of the system, and fail as `cancelled` if they decline. */
export const vault = {
  status: () => invoke<VaultStatus>("vault_status"),
  retryKeyring: () => invoke<VaultStatus>("retry_keyring"),
  /** Stops waiting for the keyring. The commands that waited for it fail. */
  cancelKeyring: () => invoke<null>("cancel_keyring"),
  createWithPassphrase: (passphrase: string) => invoke<VaultStatus>("create_passphrase_vault", { passphrase }),
  unlock: (passphrase: string) => invoke<VaultStatus>("unlock", { passphrase }),
  unlockWithRecoveryKey: (recoveryKey: string) =>
    invoke<VaultStatus>("unlock_with_recovery_key", { recovery_key: recoveryKey }),
  lock: () => invoke<VaultStatus>("lock"),
  changePassphrase: (current: string, next: string, backups: OldBackups) =>
    invoke<VaultStatus>("change_passphrase", { current, new: next, backups }),
  moveToKeyring: (passphrase: string, backups: OldBackups) => invoke<VaultStatus>("move_to_keyring", { passphrase, backups }),
  moveToPassphrase: (passphrase: string, backups: OldBackups) => invoke<VaultStatus>("move_to_passphrase", { passphrase, backups }),
  rotateKey: (backups: OldBackups) => invoke<VaultStatus>("rotate_key", { backups }),
  makeRecoveryKey: (backups: OldBackups) => invoke<Revealed>("make_recovery_key", { backups }),
  replaceLostKey: (passphrase: string | null) => invoke<VaultStatus>("replace_lost_key", { passphrase }),
  setAutoLock: (minutes: number) => invoke<VaultStatus>("set_auto_lock", { minutes }),
  dismissNotice: () => invoke<VaultStatus>("dismiss_vault_notice"),
};

/** How long to wait after a failed request for events. */
const EVENTS_PAUSE_MS = 1_000;

/** Passes on the core's events for as long as the page lives. The core answers each request as soon as there are events. */
export async function listenToEvents(onEvent: (event: CoreEvent) => void): Promise<never> {
  for (;;) {
    let events: CoreEvent[] = [];
    try {
      // In sequence on purpose: each request begins where the last one ended.
      events = await invoke<CoreEvent[]>("next_events");
    } catch {
      await new Promise((resume) => {
        setTimeout(resume, EVENTS_PAUSE_MS);
      });
    }
    for (const event of events) {
      try {
        onEvent(event);
      } catch (error) {
        // The other events must arrive all the same.
        reportError(error);
      }
    }
  }
}

/** Returns an error as a `Failure`. Anything that doesn't come from the core is a fault of the program. */
export function asFailure(error: unknown): Failure {
  if (typeof error === "object" && error !== null && "kind" in error && "detail" in error) return error as Failure;
  return { kind: "storage", detail: String(error), problems: [], keyring: null, origin_change: null, outside_change: null };
}
