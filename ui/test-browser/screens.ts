// Every screen of the window, in the states that are worth testing.
import type { Page } from "playwright-core";

import type { Texts } from "../src/texts/en";
import { RAW, connected, refused, timedOut } from "./core/answers";
import { type FakeCore, vaultThat } from "./core/fake";
import { BACKUPS, begin, edit, fillOAuth, seed, type } from "./actions";

const NAMES = ["billing-api", "São Paulo tax office", "crm-sync", "A name that is so long that it fits into no table, and that goes on and on until its end is out of sight"];

const list = (page: Page, { shell }: Texts) => page.getByRole("button", { name: shell.authorizations, exact: true }).first().click();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function connect(page: Page, texts: Texts): Promise<void> {
  await begin(page, "OAuth 2", texts);
  await fillOAuth(page);
  await page.getByRole("textbox", { name: texts.form.fields.scopes }).pressSequentially("read write admin ");
  await press(page, texts.connect.connect);
}

function loseSecret(core: FakeCore): void {
  seed(core, NAMES);
  const [saved] = [...core.saved.values()];
  if (saved !== undefined) saved.authorization.losses = [{ part: "secret", id: saved.authorization.draft.id, name: "billing-api", environment: "staging" }];
}

export interface ScreenState {
  name: string;
  core?: (core: FakeCore) => void;
  /** Goes to the screen in a page that has these texts. */
  go: (page: Page, texts: Texts) => Promise<void>;
}

export const SCREENS: readonly ScreenState[] = [
  { name: "Home", core: (core) => seed(core, NAMES), go: (page, texts) => page.getByText(texts.home.count(4, "4")).waitFor() },
  {
    name: "the list",
    core: (core) => seed(core, NAMES, "Invoices"),
    go: async (page, texts) => {
      await list(page, texts);
      await page.getByText(texts.list.range("1", "4", "4")).waitFor();
    },
  },
  {
    name: "the empty list",
    go: async (page, texts) => {
      await list(page, texts);
      await page.getByText(texts.list.empty).waitFor();
    },
  },
  {
    name: "the type picker",
    go: async (page, texts) => {
      await list(page, texts);
      await press(page, texts.list.create);
      await page.getByRole("radio", { name: "OAuth 2" }).check();
    },
  },
  {
    name: "the question before deleting",
    core: (core) => seed(core, NAMES),
    go: async (page, texts) => {
      await list(page, texts);
      await press(page, texts.list.remove("billing-api"));
    },
  },
  {
    name: "a half filled form with problems",
    core: (core) => seed(core, NAMES),
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      await page.getByRole("tab", { name: new RegExp(`^${texts.environments.production}`, "u") }).click();
      await type(page, "Token URL", "http://internal.example/token");
      await type(page, "Client ID", "");
      await type(page, texts.form.fields.description, "x".repeat(1_030));
      await page.getByText(/1\D?030 \/ 1\D?024/u).waitFor();
    },
  },
  {
    name: "CONNECTED with its exchange",
    core: (core) => {
      core.answer = () => connected(["read", "write", "admin"], ["admin"]);
    },
    go: async (page, texts) => {
      await connect(page, texts);
      await press(page, texts.connect.exchange.show);
      await page.getByText("TLS 1.3").waitFor();
    },
  },
  {
    name: "CONNECTED with its raw response",
    core: (core) => {
      core.raw.set(RAW, `{"access_token":"${"eyJhbGciOiJSUzI1NiJ9.".repeat(20)}","token_type":"Bearer"}`);
    },
    go: async (page, texts) => {
      await connect(page, texts);
      await press(page, texts.connect.details);
      await press(page, texts.connect.exchange.show);
      await press(page, texts.connect.exchange.raw.show);
      await page.getByRole("region", { name: texts.connect.exchange.raw.title }).waitFor();
    },
  },
  {
    name: "CONNECTED with a last attempt that failed",
    core: (core) => {
      seed(core, NAMES);
      core.answer = () => timedOut();
    },
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      await press(page, texts.connect.connected);
      await page.getByRole("region", { name: texts.connect.failed }).waitFor();
    },
  },
  {
    name: "CONNECTED with a last attempt that failed before",
    core: (core) => {
      seed(core, NAMES);
      const [saved] = [...core.saved.values()];
      if (saved !== undefined) saved.authorization.last_attempts.staging = { at_ms: Date.now() - 185_000, stage: "network", code: "timeout", total_ms: 30_000 };
    },
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      await page.getByText(new Intl.RelativeTimeFormat(texts.language).format(-3, "minute")).waitFor();
    },
  },
  {
    name: "the failure panel with details, a message and notes",
    core: (core) => {
      const note = { environment: null, index: null, code: "space", position: "end" } as const;
      core.answer = () =>
        refused("AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.\nTrace ID: 5b1ff5c1-9d0e-4c2f-8a51-0d2b4ce0a1f2", {
          details: [{ kind: "status", status: 401, reason: "Unauthorized" }, { kind: "retry_after", seconds: 1_200 }],
          hint: "check_client_secret",
          error_uri: "https://login.example.com/error?code=7000215",
          notes: [{ field: "client_id", ...note }, { field: "client_secret", ...note }],
        });
    },
    go: async (page, texts) => {
      await begin(page, "OAuth 2", texts);
      await fillOAuth(page);
      await type(page, "Client ID", "billing-service ");
      await press(page, texts.connect.connect);
      await page.getByText(texts.connect.serverMessage).waitFor();
      await press(page, texts.connect.exchange.show);
    },
  },
  {
    name: "the failure panel",
    core: (core) => {
      core.answer = () => refused("Client authentication failed.");
    },
    go: async (page, texts) => {
      await connect(page, texts);
      await press(page, texts.connect.tries.raw);
      await page.getByText(texts.connect.failedToo(texts.connect.ways.raw, "").trim()).waitFor();
    },
  },
  {
    name: "the advanced part",
    go: async (page, texts) => {
      await begin(page, "OAuth 2", texts);
      await page.getByRole("button", { name: new RegExp(`^${texts.form.advanced}`, "u") }).click();
      await press(page, texts.form.addResource);
      await press(page, texts.form.extras.header.add);
      await page.getByRole("checkbox", { name: texts.form.extras.header.secret("1") }).check();
    },
  },
  {
    name: "data that can't be opened",
    core: (core) => core.fails.set("opened", "storage"),
    go: (page, texts) => page.getByRole("heading", { name: texts.shell.cannotOpen.title }).waitFor(),
  },
  { name: "the keyboard shortcuts", go: (page) => page.keyboard.press("?") },
  {
    name: "the glossary",
    go: async (page, texts) => {
      await press(page, texts.home.create);
      await press(page, texts.picker.difference);
    },
  },
  { name: "an API key", go: (page, texts) => begin(page, "API Key", texts) },
  {
    name: "the question before leaving",
    go: async (page, texts) => {
      await begin(page, "API Key", texts);
      await type(page, texts.form.fields.name, "x");
      await press(page, texts.form.cancel);
    },
  },
  {
    name: "no keyring",
    core: (core) => {
      core.vault = vaultThat({ home: null, state: "needed", keyring: "no_service" });
    },
    go: (page, texts) => press(page, texts.vault.usePassphrase),
  },
  {
    name: "the locked vault after a recovery",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", state: "locked", has_recovery_key: true, auto_lock_minutes: 15 });
      core.report = {
        backup: null,
        recovery: { set_aside: "/data/damaged.db", recovered: 41, lost: [{ part: "secret", id: null, name: "billing-api", environment: "staging" }], all_losses_known: false, is_missing: false, is_from_copy: false, was_missing: false, newest_backup: null },
      };
    },
    go: async (page, texts) => {
      await type(page, texts.vault.passphrase, "wrong");
      await press(page, texts.vault.locked.unlock);
      await page.getByText(texts.vault.wrongPassphrase).waitFor();
    },
  },
  {
    name: "a form whose database file is gone",
    core: (core) => {
      seed(core, NAMES);
      core.database = "gone";
    },
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      await type(page, texts.form.fields.description, "typed");
      await press(page, texts.form.save);
      await page.getByText(texts.form.cannotSave).waitFor();
    },
  },
  {
    name: "going on without saving",
    core: (core) => {
      seed(core, NAMES);
      core.database = "not_saving";
    },
    go: (page, texts) => page.getByText(texts.shell.database.not_saving.title, { exact: true }).waitFor(),
  },
  {
    name: "a database that was missing, with a backup",
    core: (core) => {
      core.report = {
        backup: null,
        recovery: { set_aside: "", recovered: 0, lost: [], all_losses_known: true, is_missing: true, is_from_copy: false, was_missing: false, newest_backup: "/home/ana/.local/share/keyfob/backups/2026-11-24.db" },
      };
    },
    go: (page, texts) => page.getByRole("button", { name: texts.vault.report.restore }).waitFor(),
  },
  {
    name: "the list with an authorization that lost something",
    core: (core) => loseSecret(core),
    go: list,
  },
  {
    name: "the form of an authorization that lost something",
    core: (core) => loseSecret(core),
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      // Otherwise the bar at the bottom covers half of a button.
      await page.getByRole("textbox", { name: "Client Secret" }).evaluate((field) => field.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "a key out of reach",
    core: (core) => {
      core.vault = vaultThat({ home: "keyring", state: "key_out_of_reach", keyring: "key_lost", has_recovery_key: true });
    },
    go: (page, texts) => press(page, texts.vault.unreachable.startOver),
  },
  {
    name: "an authorization that was changed outside Keyfob",
    core: (core) => {
      seed(core, NAMES);
      const [id] = [...core.saved.keys()];
      core.tamper(id ?? "", { fields: { token_url: "https://login.example.org/oauth2/token", scopes: ["invoices.read", "admin"] }, secret: true });
    },
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      await type(page, texts.form.fields.description, "typed");
      await press(page, texts.form.outside.compare);
      await page.getByRole("dialog").getByText(texts.form.outside.saved).waitFor();
    },
  },
  {
    name: "a form that was changed outside Keyfob, with a secret that was shown",
    core: (core) => {
      seed(core, NAMES);
      const [saved] = [...core.saved.values()];
      if (saved === undefined) return;
      saved.authorization.last_revealed_at_ms = { staging: Date.UTC(2026, 10, 23, 14, 5), production: null };
      core.tamper(saved.authorization.draft.id ?? "", { fields: { client_id: "another" } });
    },
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      await press(page, texts.connect.connect);
      await page.getByText(texts.problems.changedOutsideHint).waitFor();
    },
  },
  {
    name: "an authorization whose saved version can't be read",
    core: (core) => {
      seed(core, NAMES);
      const [id] = [...core.saved.keys()];
      core.tamper(id ?? "", { unreadable: true });
    },
    go: async (page, texts) => {
      await edit(page, "billing-api", texts);
      await press(page, texts.form.outside.compare);
    },
  },
  {
    name: "the vault's record missing, after settings were sealed",
    core: (core) => {
      core.vault = vaultThat({ home: null, state: "lost", notice: "settings_sealed" });
    },
    go: (page, texts) => page.getByText(texts.vault.lost.title, { exact: true }).first().waitFor(),
  },
  {
    name: "the vault's record restored, in Settings with old backups",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", has_recovery_key: true, notice: "record_restored" });
      core.backups = BACKUPS;
    },
    go: async (page, texts) => {
      await press(page, texts.shell.settings);
      await page.getByText(texts.vault.screen.oldBackups(2, "2")).waitFor();
    },
  },
  {
    name: "the choice for backups when the passphrase is changed",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", has_recovery_key: true });
      core.backups = BACKUPS;
    },
    go: async (page, texts) => {
      await press(page, texts.shell.settings);
      await press(page, texts.vault.screen.change);
      await page.getByRole("radio", { name: texts.vault.oldBackups.choices.delete }).waitFor();
    },
  },
  {
    name: "Settings after a recovery",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", has_recovery_key: true, needs_passphrase: true, keyring_holds_old_key: true });
    },
    go: async (page, texts) => {
      await press(page, texts.shell.settings);
      await page.getByRole("heading", { name: texts.settings.title }).waitFor();
    },
  },
  {
    name: "Settings with a new recovery key",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", state: "ready", auto_lock_minutes: 15 });
    },
    go: async (page, texts) => {
      await press(page, texts.shell.settings);
      await press(page, texts.vault.screen.makeRecovery);
    },
  },
  {
    name: "the collapsed menu",
    core: (core) => {
      core.preferences = { ...core.preferences, menu_collapsed: true };
      seed(core, NAMES);
    },
    go: list,
  },
];
