// Settings and its dialogs.
import type { VaultStatus } from "../../src/bindings/VaultStatus";
import { BACKUPS } from "../actions";
import { type FakeCore, vaultThat } from "../core/fake";
import { SYSTEM_NETWORK, certificateFile, withoutPassword } from "../core/network";
import type { User } from "../user";
import type { ScreenState } from "./seeds";

const PASSPHRASE = { home: "passphrase", has_recovery_key: true, auto_lock_minutes: 15 } as const;

const withVault = (changes: Partial<VaultStatus>, backups = BACKUPS) => (core: FakeCore): void => {
  core.vault = vaultThat(changes);
  core.backups = backups;
};

async function open(user: User): Promise<void> {
  await user.settings();
  await user.page.getByText("/home/ana/.local/share/keyfob", { exact: true }).waitFor();
}

async function openNetwork(user: User): Promise<void> {
  await open(user);
  const button = user.button(user.texts.settings.network.addCertificates);
  await button.evaluate((element) => element.scrollIntoView({ block: "center" }));
}

/** Opens Settings and presses a button there. */
const pressing = (name: (user: User) => string) => async (user: User): Promise<void> => {
  await open(user);
  await user.press(name(user));
  await user.page.getByRole("dialog").or(user.page.getByRole("alertdialog")).waitFor();
};

export const SETTINGS: readonly ScreenState[] = [
  { name: "Settings", go: open },
  { name: "Settings with a passphrase", core: withVault(PASSPHRASE), go: open },
  { name: "Settings without a vault", core: withVault({ home: null, state: "needed", keyring: "no_service" }, []), go: open },
  {
    name: "the vault's record restored, in Settings with old backups",
    core: withVault({ ...PASSPHRASE, notice: "record_restored" }),
    go: async (user) => {
      await user.settings();
      await user.see(user.texts.vault.screen.oldBackups(2, "2"));
    },
  },
  { name: "Settings after a recovery", core: withVault({ home: "passphrase", has_recovery_key: true, needs_passphrase: true, keyring_holds_old_key: true }), go: open },
  {
    name: "Settings without a database file",
    core: (core) => {
      withVault(PASSPHRASE)(core);
      core.database = "gone";
    },
    go: open,
  },
  {
    name: "Settings with backups that can't be restored",
    core: withVault(PASSPHRASE, (["restorable", "empty", "newer", "damaged"] as const).map((state) => Object.assign({}, BACKUPS[0], { path: `/backups/${state}.db`, state, key: "old_under_passphrase" as const }))),
    go: async (user) => {
      await open(user);
      await user.page.getByRole("region", { name: user.texts.vault.screen.backup }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "Settings after a backup",
    core: withVault(PASSPHRASE),
    go: async (user) => {
      await open(user);
      await user.press(user.texts.vault.screen.backUp);
      await user.see(user.texts.vault.screen.backedUp("/home/ana/.local/share/keyfob/backups/2026-11-24.db"));
      // Only its text is in question here; when it disappears depends on the machine.
      await user.page.locator(".toast").waitFor({ state: "detached" });
    },
  },
  {
    name: "Settings after a backup that failed",
    core: (core) => {
      withVault(PASSPHRASE)(core);
      core.fails.set("back_up", "disk_full");
    },
    go: async (user) => {
      await open(user);
      await user.press(user.texts.vault.screen.backUp);
      await user.page.getByText(user.texts.vault.screen.notBackedUp).waitFor();
    },
  },
  {
    name: "the network defaults",
    core: (core) => {
      const certificates = certificateFile("Northwind Root CA, O=Northwind Traders", 2034) + certificateFile("Northwind Old Root CA", 2025);
      core.network = withoutPassword({ ...SYSTEM_NETWORK.draft, proxy: "address", proxy_address: "http://proxy.northwind.example:3128", proxy_username: "NORTHWIND\\ana", proxy_password: { kind: "stored" }, certificates });
    },
    go: openNetwork,
  },
  {
    name: "network defaults with mistakes",
    go: async (user) => {
      await openNetwork(user);
      await user.page.getByLabel(user.texts.settings.network.proxy, { exact: true }).selectOption("address");
      await user.box(user.texts.settings.network.timeLimit).fill("0");
      await user.press(user.texts.settings.network.save);
      await user.see(user.texts.messages.network.proxy_required);
    },
  },
  {
    name: "network defaults that were changed outside Keyfob",
    core: (core) => {
      core.network = { ...SYSTEM_NETWORK, is_unreadable: true };
    },
    go: openNetwork,
  },
  {
    name: "the open-source licenses",
    go: async (user) => {
      await open(user);
      await user.press(user.texts.settings.showLicenses);
      await user.page.getByRole("region", { name: user.texts.settings.licenses }).waitFor();
    },
  },
  { name: "the choice for backups when the passphrase is changed", core: withVault(PASSPHRASE), go: pressing(({ texts }) => texts.vault.screen.change) },
  { name: "moving the key to the keyring", core: withVault(PASSPHRASE), go: pressing(({ texts }) => texts.vault.screen.toKeyring) },
  { name: "protecting the key with a passphrase", core: withVault({ has_recovery_key: true }), go: pressing(({ texts }) => texts.vault.screen.toPassphrase) },
  { name: "replacing the key", core: withVault(PASSPHRASE), go: pressing(({ texts }) => texts.vault.screen.rotate) },
  {
    name: "a current passphrase that is wrong",
    core: withVault(PASSPHRASE),
    go: async (user) => {
      await pressing(({ texts }) => texts.vault.screen.toKeyring)(user);
      await user.box(user.texts.vault.passphrase).fill("wrong");
      await user.press(user.texts.vault.screen.move);
      await user.see(user.texts.vault.wrongPassphrase);
    },
  },
  { name: "Settings with a new recovery key", core: withVault({ home: "passphrase", auto_lock_minutes: 15 }, []), go: pressing(({ texts }) => texts.vault.screen.makeRecovery) },
];
