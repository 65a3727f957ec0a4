// Every screen of the window, in the states that are worth testing.
import type { Page } from "playwright-core";

import { RAW, connected, refused, timedOut } from "./core/answers";
import { type FakeCore, vaultThat } from "./core/fake";
import { BACKUPS, begin, fillOAuth, seed, type } from "./actions";

const NAMES = ["billing-api", "São Paulo tax office", "crm-sync", "A name that is so long that it fits into no table, and that goes on and on until its end is out of sight"];

const list = (page: Page) => page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function edit(page: Page): Promise<void> {
  await list(page);
  await press(page, "Edit billing-api");
  await page.getByRole("textbox", { name: "Name", exact: true }).waitFor();
}

async function connect(page: Page): Promise<void> {
  await begin(page, "OAuth 2");
  await fillOAuth(page);
  await page.getByRole("textbox", { name: "Scopes" }).pressSequentially("read write admin ");
  await press(page, "CONNECT");
}

function loseSecret(core: FakeCore): void {
  seed(core, NAMES);
  const [saved] = [...core.saved.values()];
  if (saved !== undefined) saved.authorization.losses = [{ part: "secret", id: saved.authorization.draft.id, name: "billing-api", environment: "staging" }];
}

export interface ScreenState {
  name: string;
  core?: (core: FakeCore) => void;
  go: (page: Page) => Promise<void>;
}

export const SCREENS: readonly ScreenState[] = [
  { name: "Home", core: (core) => seed(core, NAMES), go: (page) => page.getByText("4 authorizations").waitFor() },
  {
    name: "the list",
    core: (core) => seed(core, NAMES, "Invoices"),
    go: async (page) => {
      await list(page);
      await page.getByText("1–4 of 4").waitFor();
    },
  },
  {
    name: "the empty list",
    go: async (page) => {
      await list(page);
      await page.getByText("No authorizations yet").waitFor();
    },
  },
  {
    name: "the type picker",
    go: async (page) => {
      await list(page);
      await press(page, "+ AUTHORIZATIONS");
      await page.getByRole("radio", { name: "OAuth 2" }).check();
    },
  },
  {
    name: "the question before deleting",
    core: (core) => seed(core, NAMES),
    go: async (page) => {
      await list(page);
      await press(page, "Delete billing-api");
    },
  },
  {
    name: "a half filled form with problems",
    core: (core) => seed(core, NAMES),
    go: async (page) => {
      await edit(page);
      await page.getByRole("tab", { name: /^Production/u }).click();
      await type(page, "Token URL", "http://internal.example/token");
      await type(page, "Client ID", "");
      await type(page, "Description", "x".repeat(1_030));
      await page.getByText("1,030 / 1,024").waitFor();
    },
  },
  {
    name: "CONNECTED with its exchange",
    core: (core) => {
      core.answer = () => connected(["read", "write", "admin"], ["admin"]);
    },
    go: async (page) => {
      await connect(page);
      await press(page, "Show request and response");
      await page.getByText("TLS 1.3").waitFor();
    },
  },
  {
    name: "CONNECTED with its raw response",
    core: (core) => {
      core.raw.set(RAW, `{"access_token":"${"eyJhbGciOiJSUzI1NiJ9.".repeat(20)}","token_type":"Bearer"}`);
    },
    go: async (page) => {
      await connect(page);
      await press(page, "Details");
      await press(page, "Show request and response");
      await press(page, "Show raw response");
      await page.getByRole("region", { name: "Raw response" }).waitFor();
    },
  },
  {
    name: "CONNECTED with a last attempt that failed",
    core: (core) => {
      seed(core, NAMES);
      core.answer = () => timedOut();
    },
    go: async (page) => {
      await edit(page);
      await press(page, "CONNECTED");
      await page.getByRole("region", { name: "CONNECT failed" }).waitFor();
    },
  },
  {
    name: "CONNECTED with a last attempt that failed before",
    core: (core) => {
      seed(core, NAMES);
      const [saved] = [...core.saved.values()];
      if (saved !== undefined) saved.authorization.last_attempts.staging = { at_ms: Date.now() - 185_000, stage: "network", code: "timeout", total_ms: 30_000 };
    },
    go: async (page) => {
      await edit(page);
      await page.getByText("3 minutes ago").waitFor();
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
    go: async (page) => {
      await begin(page, "OAuth 2");
      await fillOAuth(page);
      await type(page, "Client ID", "billing-service ");
      await press(page, "CONNECT");
      await page.getByText("Server message").waitFor();
      await press(page, "Show request and response");
    },
  },
  {
    name: "the failure panel",
    core: (core) => {
      core.answer = () => refused("Client authentication failed.");
    },
    go: async (page) => {
      await connect(page);
      await press(page, "Try without encoding");
      await page.getByText("Also failed").waitFor();
    },
  },
  {
    name: "the advanced part",
    go: async (page) => {
      await begin(page, "OAuth 2");
      await page.getByRole("button", { name: /^Advanced/u }).click();
      await press(page, "Add resource");
      await press(page, "Add header");
      await page.getByRole("checkbox", { name: "Header 1 is secret" }).check();
    },
  },
  {
    name: "data that can't be opened",
    core: (core) => core.fails.set("opened", "storage"),
    go: (page) => page.getByRole("heading", { name: "Keyfob can’t open its data" }).waitFor(),
  },
  { name: "the keyboard shortcuts", go: (page) => page.keyboard.press("?") },
  {
    name: "the glossary",
    go: async (page) => {
      await press(page, "Create authorization");
      await press(page, "What’s the difference?");
    },
  },
  { name: "an API key", go: (page) => begin(page, "API Key") },
  {
    name: "the question before leaving",
    go: async (page) => {
      await begin(page, "API Key");
      await type(page, "Name", "x");
      await press(page, "CANCEL");
    },
  },
  {
    name: "no keyring",
    core: (core) => {
      core.vault = vaultThat({ home: null, state: "needed", keyring: "no_service" });
    },
    go: (page) => press(page, "Use a passphrase"),
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
    go: async (page) => {
      await type(page, "Passphrase", "wrong");
      await press(page, "Unlock");
      await page.getByText("Wrong passphrase").waitFor();
    },
  },
  {
    name: "a form whose database file is gone",
    core: (core) => {
      seed(core, NAMES);
      core.database = "gone";
    },
    go: async (page) => {
      await edit(page);
      await type(page, "Description", "typed");
      await press(page, "SAVE");
      await page.getByText("Not saved.").waitFor();
    },
  },
  {
    name: "going on without saving",
    core: (core) => {
      seed(core, NAMES);
      core.database = "not_saving";
    },
    go: (page) => page.getByText("Nothing is saved", { exact: true }).waitFor(),
  },
  {
    name: "a database that was missing, with a backup",
    core: (core) => {
      core.report = {
        backup: null,
        recovery: { set_aside: "", recovered: 0, lost: [], all_losses_known: true, is_missing: true, is_from_copy: false, was_missing: false, newest_backup: "/home/ana/.local/share/keyfob/backups/2026-11-24.db" },
      };
    },
    go: (page) => page.getByRole("button", { name: "Restore the newest backup…" }).waitFor(),
  },
  {
    name: "the list with an authorization that lost something",
    core: (core) => loseSecret(core),
    go: list,
  },
  {
    name: "the form of an authorization that lost something",
    core: (core) => loseSecret(core),
    go: async (page) => {
      await edit(page);
      // Otherwise the bar at the bottom covers half of a button.
      await page.getByRole("textbox", { name: "Client Secret" }).evaluate((field) => field.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "a key out of reach",
    core: (core) => {
      core.vault = vaultThat({ home: "keyring", state: "key_out_of_reach", keyring: "key_lost", has_recovery_key: true });
    },
    go: (page) => press(page, "Start over with a new key"),
  },
  {
    name: "an authorization that was changed outside Keyfob",
    core: (core) => {
      seed(core, NAMES);
      const [id] = [...core.saved.keys()];
      core.tamper(id ?? "", { fields: { token_url: "https://login.example.org/oauth2/token", scopes: ["invoices.read", "admin"] }, secret: true });
    },
    go: async (page) => {
      await edit(page);
      await type(page, "Description", "typed");
      await press(page, "Compare…");
      await page.getByRole("dialog").getByText("Saved by Keyfob").waitFor();
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
    go: async (page) => {
      await edit(page);
      await press(page, "CONNECT");
      await page.getByText("Compare the versions at the top of the form.").waitFor();
    },
  },
  {
    name: "an authorization whose saved version can't be read",
    core: (core) => {
      seed(core, NAMES);
      const [id] = [...core.saved.keys()];
      core.tamper(id ?? "", { unreadable: true });
    },
    go: async (page) => {
      await edit(page);
      await press(page, "Compare…");
    },
  },
  {
    name: "the vault's record missing, after settings were sealed",
    core: (core) => {
      core.vault = vaultThat({ home: null, state: "lost", notice: "settings_sealed" });
    },
    go: (page) => page.getByText("The vault record is missing or can’t be read", { exact: true }).first().waitFor(),
  },
  {
    name: "the vault's record restored, in Settings with old backups",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", has_recovery_key: true, notice: "record_restored" });
      core.backups = BACKUPS;
    },
    go: async (page) => {
      await press(page, "Settings");
      await page.getByText("2 backups don’t open with the current key.").waitFor();
    },
  },
  {
    name: "the choice for backups when the passphrase is changed",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", has_recovery_key: true });
      core.backups = BACKUPS;
    },
    go: async (page) => {
      await press(page, "Settings");
      await press(page, "Change passphrase");
      await page.getByRole("radio", { name: "Delete them" }).waitFor();
    },
  },
  {
    name: "Settings after a recovery",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", has_recovery_key: true, needs_passphrase: true, keyring_holds_old_key: true });
    },
    go: async (page) => {
      await press(page, "Settings");
      await page.getByRole("heading", { name: "Settings" }).waitFor();
    },
  },
  {
    name: "Settings with a new recovery key",
    core: (core) => {
      core.vault = vaultThat({ home: "passphrase", state: "ready", auto_lock_minutes: 15 });
    },
    go: async (page) => {
      await press(page, "Settings");
      await press(page, "Make recovery key");
    },
  },
  {
    name: "the collapsed menu in Portuguese",
    core: (core) => {
      core.preferences = { language: "pt-BR", theme: "system", menu_collapsed: true, last_attempt_column: false };
      seed(core, NAMES);
    },
    go: (page) => page.getByRole("button", { name: "Autorizações", exact: true }).first().click(),
  },
];
