// What the window says about the vault at the top of each screen, with the dialogs that open from there.
import type { VaultStatus } from "../../src/bindings/VaultStatus";
import { BACKUPS } from "../actions";
import { type FakeCore, vaultThat } from "../core/fake";
import { type ScreenState, saved } from "./seeds";

const withVault = (changes: Partial<VaultStatus>) => (core: FakeCore): void => {
  saved(core);
  core.vault = vaultThat(changes);
};

export const VAULT: readonly ScreenState[] = [
  {
    name: "waiting for the keyring",
    core: saved,
    go: async (user) => {
      await user.emit({ kind: "keyring_waiting", value: true });
      await user.see(user.texts.vault.waiting.title);
    },
  },
  { name: "no keyring", core: withVault({ home: null, state: "needed", keyring: "no_service" }), go: (user) => user.see(user.texts.vault.needed.title) },
  {
    name: "no keyring, with a new passphrase that is repeated wrongly",
    core: withVault({ home: null, state: "needed", keyring: "no_service" }),
    go: async (user) => {
      await user.press(user.texts.vault.usePassphrase);
      await user.box(user.texts.vault.passphrase).fill("correct horse battery");
      await user.box(user.texts.vault.repeat).fill("correct horse");
      await user.see(user.texts.vault.different);
    },
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
    go: async (user) => {
      await user.box(user.texts.vault.passphrase).fill("wrong");
      await user.press(user.texts.vault.locked.unlock);
      await user.see(user.texts.vault.wrongPassphrase);
    },
  },
  { name: "the locked vault", core: withVault({ home: "passphrase", state: "locked", has_recovery_key: true }), go: (user) => user.list() },
  {
    name: "unlocking with the recovery key",
    core: withVault({ home: "passphrase", state: "locked", has_recovery_key: true }),
    go: (user) => user.press(user.texts.vault.locked.recovery),
  },
  {
    name: "a form of the locked vault",
    core: withVault({ home: "passphrase", state: "locked", has_recovery_key: true }),
    go: (user) => user.edit(),
  },
  {
    name: "a new passphrase after unlocking with the recovery key",
    core: (core) => {
      withVault({ home: "passphrase", has_recovery_key: true, needs_passphrase: true })(core);
      core.backups = BACKUPS;
    },
    go: (user) => user.press(user.texts.vault.newPassphraseNeeded.set),
  },
  {
    name: "a key out of reach",
    core: withVault({ home: "keyring", state: "key_out_of_reach", keyring: "locked", has_recovery_key: true }),
    go: (user) => user.see(user.texts.vault.unreachable.title),
  },
  {
    name: "starting over with a new key",
    core: withVault({ home: "keyring", state: "key_out_of_reach", keyring: "key_lost", has_recovery_key: true }),
    go: (user) => user.press(user.texts.vault.unreachable.startOver),
  },
  {
    name: "starting over with a passphrase",
    core: withVault({ home: "keyring", state: "key_out_of_reach", keyring: "key_lost", has_recovery_key: true }),
    go: async (user) => {
      await user.press(user.texts.vault.unreachable.startOver);
      await user.press(user.texts.vault.unreachable.newKeyWithPassphrase);
    },
  },
  {
    name: "the vault's record missing, after settings were sealed",
    core: withVault({ home: null, state: "lost", notice: "settings_sealed" }),
    go: (user) => user.see(user.texts.vault.lost.title),
  },
  { name: "the vault's record changed", core: withVault({ home: null, state: "changed" }), go: (user) => user.see(user.texts.vault.changed.title) },
];
