// An in-memory core for tests of the page. It runs every command like the real one, without keyring, disk and network.
import type { Authorization } from "../../src/bindings/Authorization";
import type { Backup } from "../../src/bindings/Backup";
import type { DatabaseState } from "../../src/bindings/DatabaseState";
import type { Details } from "../../src/bindings/Details";
import type { Draft } from "../../src/bindings/Draft";
import type { Environment } from "../../src/bindings/Environment";
import type { EnvironmentState } from "../../src/bindings/EnvironmentState";
import type { FailureKind } from "../../src/bindings/FailureKind";
import type { Introspection } from "../../src/bindings/Introspection";
import type { KeyringError } from "../../src/bindings/KeyringError";
import type { Language } from "../../src/bindings/Language";
import type { ListQuery } from "../../src/bindings/ListQuery";
import type { NetworkShown } from "../../src/bindings/NetworkShown";
import type { OldBackups } from "../../src/bindings/OldBackups";
import type { OpeningReport } from "../../src/bindings/OpeningReport";
import type { OutsideChange } from "../../src/bindings/OutsideChange";
import type { Outcome } from "../../src/bindings/Outcome";
import type { Preferences } from "../../src/bindings/Preferences";
import type { Revocation } from "../../src/bindings/Revocation";
import type { SecretField } from "../../src/bindings/SecretField";
import type { SignInStatus } from "../../src/bindings/SignInStatus";
import type { SignatureCheck } from "../../src/bindings/SignatureCheck";
import type { TokenCopy } from "../../src/bindings/TokenCopy";
import type { TokenInspection } from "../../src/bindings/TokenInspection";
import type { TokenStatus } from "../../src/bindings/TokenStatus";
import type { VaultStatus } from "../../src/bindings/VaultStatus";
import { ENVIRONMENTS, fieldsOf, isOAuth, mapSecrets, secretKey, secretsOf, withFields } from "../../src/form/fields";
import { connected, jwtInspection } from "./answers";
import { type Tampering, decided, tamper } from "./outsideChange";
import { FakeKeys } from "./keys";
import { SYSTEM_NETWORK, checkNetwork, withoutPassword } from "./network";
import { endsSignIn, idTokenInspection, neededIn } from "./signIn";
import { keepToken, tokenCommands } from "./tokens";
import { blankFields, check, moveUrlCredentials, readScopes, unverified } from "./rules";

interface Saved {
  authorization: Authorization;
  secrets: Map<string, string>;
}

const fold = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
const place = (environment: Environment, field: SecretField) => `${environment}/${secretKey(field)}`;
/** A failure as the real core returns it. */
export const fail = (kind: FailureKind, detail: string | null = null, change: OutsideChange | null = null, keyring: KeyringError | null = null) => ({
  failure: { kind, detail, problems: [], keyring, origin_change: null, outside_change: change },
});

const READY = {
  home: "keyring",
  state: "ready",
  keyring: null,
  has_recovery_key: false,
  auto_lock_minutes: 0,
  needs_passphrase: false,
  keyring_holds_old_key: false,
  notice: null,
} as const;

/** An unlocked vault with the given changes. */
export const vaultThat = (changes: Partial<VaultStatus>): VaultStatus => ({ ...READY, ...changes });

export class FakeCore {
  saved = new Map<string, Saved>();
  preferences: Preferences = { language: "en", theme: "system", menu_collapsed: false, last_attempt_column: false, keep_tokens: true };
  vault: VaultStatus = vaultThat({});
  report: OpeningReport = { backup: null, recovery: null };
  database: DatabaseState = "in_place";
  systemLanguage: Language = "en";
  passphrase = "correct horse battery";
  /** The result of CONNECT. A promise that never resolves is a server that never responds. */
  answer: (draft: Draft, environment: Environment) => Outcome | Promise<Outcome> = (draft, environment) => {
    const fields = fieldsOf(draft, environment);
    return connected(isOAuth(fields) ? fields.scopes : []);
  };
  /** What is known about kept tokens, by authorization and environment. */
  tokens = new Map<string, TokenStatus>();
  /** Who signed in, by authorization and environment, and when the next sign-in ends. */
  signIns = new Map<string, SignInStatus>();
  signInEndsAt: number | null = null;
  idToken = idTokenInspection();
  /** The attempts of CONNECT, and whether each was on another device. */
  attempts: { attempt: number; onDevice: boolean }[] = [];
  /** What came of revoking a token. */
  revocation: Revocation = { result: "revoked" };
  /** What the server says about a token. */
  introspection: Introspection = { result: "active", members: [{ name: "client_id", value: "billing-service", at_ms: null }] };
  /** What came of verifying a token. */
  signature: SignatureCheck = {
    result: "valid",
    key: { id: "2026-11", kind: "RSA 2048", thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" },
    keys_url: "https://login.example.com/.well-known/jwks.json",
  };
  /** What a kept token says. */
  inspection: Omit<TokenInspection, "status"> = jwtInspection();
  /** What came of copying a token. */
  copying: () => TokenCopy | Promise<TokenCopy> = () => ({ result: "copied" });
  /** What was copied, by authorization, environment and form. */
  copied: string[] = [];
  /** Commands that fail, and how. */
  fails = new Map<string, FailureKind>();
  /** Raw responses that are still available, by their ids. */
  raw = new Map<string, string>();
  backups: Backup[] = [];
  network: NetworkShown = SYSTEM_NETWORK;
  keys = new FakeKeys();
  proxyPassword = "";
  /** Saves what the backup holds. */
  restored: () => void = () => undefined;
  /** Authorizations that were changed outside the core, by their ids. */
  outside = new Map<string, OutsideChange>();
  /** Resolves when a stored secret is returned. */
  opening: Promise<unknown> = Promise.resolve();
  /** Resolves when the keyring answers, which `save`, `reveal` and `retry_keyring` wait for. */
  keyring: Promise<unknown> = Promise.resolve();
  /** The folder that failing commands name. */
  folder: string | null = null;
  calls: string[] = [];
  unsaved = false;
  closed = false;
  connectedFields = new Set<string>();
  private cancels = new Map<number, () => void>();
  private last = 0;
  private waiting = new Set<() => void>();

  blank(type: "api-key" | "oauth2"): Draft {
    const environments = { staging: blankFields(type), production: blankFields(type) };
    const details = (type === "api-key" ? { type, environments } : { type, grant_type: "client_credentials", environments }) as Details;
    return { id: null, revision: null, etag: null, name: "", description: "", details };
  }

  save(draft: Draft): Authorization {
    const old = draft.id === null ? undefined : this.saved.get(draft.id);
    if (draft.id !== null && old === undefined) throw fail("not_found");
    this.assertCurrent(draft);
    this.last += 1;
    const id = draft.id ?? `00000000-0000-7000-8000-${String(this.last).padStart(12, "0")}`;
    const secrets = new Map(old?.secrets);
    const revision = (draft.revision ?? 0) + 1;
    let stored: Draft = { ...draft, id, revision, etag: String(revision), name: draft.name.trim() };
    const last: Authorization["last_attempts"] = { staging: null, production: null };
    const validated: Authorization["validated_at_ms"] = { staging: null, production: null };
    for (const environment of ENVIRONMENTS) {
      const fields = fieldsOf(draft, environment);
      for (const { field, input } of secretsOf(fields)) if (input.kind === "typed") secrets.set(place(environment, field), input.text);
      const before = old && fieldsOf(old.authorization.draft, environment);
      const same = before !== undefined && JSON.stringify(before) === JSON.stringify(fields);
      if (this.connectedFields.has(JSON.stringify(fields))) validated[environment] = Date.UTC(2026, 10, 23, 14, 5);
      else if (same) validated[environment] = old?.authorization.validated_at_ms[environment] ?? null;
      stored = withFields(stored, environment, mapSecrets(fields, (input) => (input.kind === "blank" ? input : { kind: "stored" })));
    }
    const revealed = old?.authorization.last_revealed_at_ms ?? { staging: null, production: null };
    const authorization = { draft: stored, validated_at_ms: validated, last_attempts: last, last_revealed_at_ms: revealed, outside_change: null, updated_at_ms: Date.now() };
    this.saved.set(id, { authorization, secrets });
    return authorization;
  }

  private state(authorization: Authorization, environment: Environment): EnvironmentState {
    const { draft } = authorization;
    if (JSON.stringify(fieldsOf(draft, environment)) === JSON.stringify(blankFields(draft.details.type))) return "not_configured";
    return authorization.validated_at_ms[environment] === null ? "configured" : "validated";
  }

  private list({ text, authorization_type: type, sign_in_needed: onlyNeeded, page, with_last_attempts: withAttempts }: ListQuery) {
    const rows = [...this.saved.values()].map(({ authorization }) => authorization)
      .filter((one) => (type === null || one.draft.details.type === type) && (!onlyNeeded || neededIn(this, one) !== undefined))
      .filter(({ draft }) => fold(`${draft.name}\n${draft.description}`).includes(fold(text.trim())))
      .sort((a, b) => fold(a.draft.name).localeCompare(fold(b.draft.name)))
      .map((authorization) => ({
        id: authorization.draft.id,
        name: authorization.draft.name,
        description: authorization.draft.description,
        authorization_type: authorization.draft.details.type,
        environments: { staging: this.state(authorization, "staging"), production: this.state(authorization, "production") },
        has_losses: (authorization.losses ?? []).length > 0,
        skips_verification: unverified(authorization),
        sign_in_needed: neededIn(this, authorization),
        token_expires_at_ms: this.hasToken(authorization) ? this.ofTokens(authorization, (token) => token.expires_at_ms) : undefined,
        last_attempts: withAttempts ? authorization.last_attempts : undefined,
      }));
    const shown = Math.min(page, Math.max(0, Math.ceil(rows.length / 25) - 1));
    return { rows: rows.slice(shown * 25, shown * 25 + 25), total: rows.length, page: shown, sign_in_ends_at_ms: this.signInEndsAt };
  }

  ofTokens<T>({ draft: { id } }: Authorization, map: (token: TokenStatus) => T): { staging: T | null; production: T | null } {
    const of = (environment: Environment) => {
      const token = this.tokens.get(`${id}/${environment}`);
      return token === undefined ? null : map(token);
    };
    return { staging: of("staging"), production: of("production") };
  }

  private hasToken(authorization: Authorization): boolean {
    return Object.values(this.ofTokens(authorization, () => true)).includes(true);
  }

  private summary() {
    const states = [...this.saved.values()].map(({ authorization }) => ENVIRONMENTS.map((e) => this.state(authorization, e)).filter((s) => s !== "not_configured"));
    const all = [...this.saved.values()].map(({ authorization }) => authorization);
    const counts = (environment: Environment) => {
      const used = all.map((one) => this.state(one, environment)).filter((state) => state !== "not_configured");
      return { configured: used.length, validated: used.filter((state) => state === "validated").length, sign_in_needed: all.filter((one) => neededIn(this, one)?.[environment]).length };
    };
    const validated = states.filter((some) => some.every((state) => state === "validated")).length;
    return { total: states.length, validated, sign_in_ends_at_ms: this.signInEndsAt, environments: { staging: counts("staging"), production: counts("production") } };
  }

  find(id: string): Saved {
    const found = this.saved.get(id);
    if (found === undefined) throw fail("not_found");
    return found;
  }

  private read(id: string): Authorization {
    const change = this.vault.state === "ready" ? this.outside.get(id) : undefined;
    return { ...this.find(id).authorization, outside_change: change ?? null };
  }

  /** Changes an authorization as another program does that writes to the database. */
  tamper(id: string, how: Tampering): void {
    this.outside.set(id, tamper(this.find(id).authorization, how, this.outside.get(id)));
  }

  private assertUntouched(id: string | null): void {
    const change = this.outside.get(id ?? "");
    if (change !== undefined) throw fail(change.losses === undefined ? "changed_outside" : "settings_lost", null, change);
  }

  private assertCurrent({ id, revision, etag }: Draft): void {
    const saved = this.saved.get(id ?? "")?.authorization.draft;
    if (saved !== undefined && (saved.revision !== revision || saved.etag !== etag)) throw fail("stale");
    this.assertUntouched(id);
  }

  private decide(id: string, version: "sealed" | "found", token: string | null): Authorization {
    const { authorization } = this.find(id);
    const change = this.outside.get(id);
    if (change === undefined) return authorization;
    if (token !== null && change.token !== token) this.assertUntouched(id);
    this.outside.delete(id);
    return decided(authorization, change, version);
  }

  private reveal(id: string, environment: Environment, field: SecretField): string | undefined {
    this.assertUntouched(id);
    return this.find(id).secrets.get(place(environment, field));
  }

  private isTaken(draft: Draft): boolean {
    return [...this.saved.values()].some(({ authorization: { draft: other } }) => other.id !== draft.id && fold(other.name) === fold(draft.name.trim()));
  }

  private async connect(draft: Draft, environment: Environment, attempt: number): Promise<Outcome> {
    this.assertCurrent(draft);
    const cancelled = new Promise<never>((_, reject) => this.cancels.set(attempt, () => reject(fail("cancelled"))));
    const outcome = await Promise.race([Promise.resolve(this.answer(draft, environment)), cancelled]);
    if (outcome.result === "connected") {
      const sent = JSON.stringify(fieldsOf(draft, environment));
      this.connectedFields.add(sent);
      const saved = this.saved.get(draft.id ?? "")?.authorization.draft;
      if (saved !== undefined && JSON.stringify(fieldsOf(saved, environment)) === sent) keepToken(this, `${draft.id}/${environment}`, outcome);
    }
    return outcome;
  }

  private open(passphrase: string, status: Partial<VaultStatus>): VaultStatus {
    if (passphrase !== this.passphrase) throw fail("wrong_passphrase");
    return this.become(status);
  }

  private become(status: Partial<VaultStatus>): VaultStatus {
    this.vault = { ...this.vault, ...status };
    return this.vault;
  }

  /** Returns the vault with a new key. The old recovery key no longer works. */
  private renew(backups: OldBackups, status: VaultStatus): VaultStatus {
    if (backups === "delete") this.backups = this.backups.filter((backup) => backup.key !== "current");
    if (backups === "keep") this.backups = this.backups.map((backup) => ({ ...backup, key: "old_in_keyring" }));
    return this.become({ ...status, has_recovery_key: false });
  }

  /** Does something once the keyring has answered, unless the user stops waiting for it. */
  private async afterKeyring<T>(act: () => T): Promise<T> {
    const cancelled = new Promise<never>((_, reject) => this.waiting.add(() => reject(fail("key_out_of_reach", null, null, "cancelled"))));
    await Promise.race([this.keyring, cancelled]);
    return act();
  }

  /** Runs a command, as the real core does. */
  // oxlint-disable-next-line typescript/no-explicit-any -- arguments come as the page sent them
  handle(command: string, a: any): unknown {
    this.calls.push(command);
    const commands: Record<string, () => unknown> = {
      opened: () => ({ vault: this.vault, database: this.database, report: this.report, preferences: this.preferences, version: "0.1.0" }),
      zoom: () => null,
      preferences: () => this.preferences,
      system_language: () => this.systemLanguage,
      diagnostics: () => ({ folder: "/home/ana/.local/share/keyfob", text: "Keyfob: 0.1.0\nSystem: linux x86_64\nVault: keyring, ready\n" }),
      set_preferences: () => (this.preferences = a.preferences),
      list: () => this.list(a.query),
      summary: () => this.summary(),
      read: () => this.read(a.id),
      blank: () => this.blank(a.authorization_type),
      check: () => ({ ...check(a.draft, () => this.isTaken(a.draft)), ends_sign_in: endsSignIn(this, a.draft) }),
      read_scopes: () => readScopes(a.text, a.present),
      move_url_credentials: () => {
        const fields = fieldsOf(a.draft, a.environment);
        return isOAuth(fields) ? moveUrlCredentials(fields) : null;
      },
      tidy: () => a.text.trim(),
      save: () => {
        if (this.database !== "in_place") throw fail(this.database === "gone" ? "database_gone" : "not_saving");
        return this.afterKeyring(() => this.save(a.draft));
      },
      rewrite_missing_database: () => (this.database = "in_place"),
      continue_without_saving: () => (this.database = "not_saving"),
      dismiss_recovery: () => {
        this.report = { ...this.report, recovery: null };
        return null;
      },
      restore_newest_backup: () => {
        this.restored();
        this.report = { ...this.report, recovery: null };
        return null;
      },
      remove: () => {
        if (this.find(a.id).authorization.draft.name === "in use") throw fail("in_use", "The flow “Nightly invoices” uses it.");
        this.saved.delete(a.id);
        return null;
      },
      reveal: () => this.afterKeyring(() => this.opening).then(() => this.reveal(a.id, a.environment, a.field)),
      secret_matches: () => this.reveal(a.id, a.environment, a.field) === a.text,
      restore_sealed: () => this.decide(a.id, "sealed", null),
      accept_outside_change: () => this.decide(a.id, "found", a.token),
      connect: () => {
        this.attempts.push({ attempt: a.attempt, onDevice: a.on_device });
        return this.connect(a.draft, a.environment, a.attempt);
      },
      raw_response: () => {
        const raw = this.raw.get(a.id);
        if (raw === undefined) throw fail("not_found");
        return this.opening.then(() => raw);
      },
      ...tokenCommands(this, a),
      ...this.keys.commands(a),
      cancel_connect: () => this.cancels.get(a.attempt)?.(),
      unsaved: () => void (this.unsaved = a.is),
      acknowledge: () => null,
      open_again: () => null,
      choose_folder: () => (this.fails.clear(), "/home/ana/keyfob"),
      close_window: () => void (this.closed = true),
      network: () => this.network,
      check_network: () => checkNetwork(a.draft),
      set_network: () => {
        if (a.draft.proxy_password.kind === "typed") this.proxyPassword = a.draft.proxy_password.text;
        return (this.network = withoutPassword(a.draft));
      },
      reveal_proxy_password: () => this.proxyPassword,
      back_up: () => "/home/ana/.local/share/keyfob/backups/2026-11-24.db",
      backups: () => this.backups,
      delete_old_backups: () => (this.backups = this.backups.filter((backup) => backup.key === "current")),
      restore_backup: () => {
        if (!this.backups.some(({ path }) => path === a.path)) throw fail("no_backup");
        this.restored();
        return "/home/ana/.local/share/keyfob/backups/before.db";
      },
      vault_status: () => this.vault,
      dismiss_vault_notice: () => this.become({ notice: null }),
      retry_keyring: () => this.afterKeyring(() => this.vault),
      cancel_keyring: () => {
        for (const cancel of this.waiting) cancel();
        this.waiting.clear();
      },
      create_passphrase_vault: () => {
        this.passphrase = a.passphrase;
        return this.become({ home: "passphrase", state: "ready", keyring: null });
      },
      unlock: () => this.open(a.passphrase, { state: "ready" }),
      unlock_with_recovery_key: () => this.become({ state: "ready", needs_passphrase: this.vault.home === "passphrase" }),
      lock: () => this.become({ state: "locked" }),
      change_passphrase: () => this.renew(a.backups, this.open(a.current, {})),
      move_to_keyring: () => this.renew(a.backups, this.open(a.passphrase, { home: "keyring" })),
      move_to_passphrase: () => this.renew(a.backups, this.become({ home: "passphrase", needs_passphrase: false })),
      rotate_key: () => this.renew(a.backups, this.vault),
      make_recovery_key: () => {
        this.renew(a.backups, this.vault);
        this.become({ has_recovery_key: true });
        return "K7QF-2MXA-9RTD-WZ3H-5NPC-8VBJ-4GYE-6SLU";
      },
      replace_lost_key: () => this.become({ home: a.passphrase === null ? "keyring" : "passphrase", state: "ready", keyring: null }),
      set_auto_lock: () => this.become({ auto_lock_minutes: a.minutes }),
    };
    const answer = commands[command];
    if (answer === undefined) throw new Error(`no such command: ${command}`);
    const failure = this.fails.get(command);
    if (failure !== undefined) throw { failure: { ...fail(failure).failure, ...(this.folder !== null && { path: this.folder }) } };
    return answer();
  }
}
