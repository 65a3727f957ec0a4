import type { KeyHome } from "../../bindings/KeyHome";
import type { LostPart } from "../../bindings/LostPart";
import { pluralOf } from "../plural";

const plural = pluralOf("en");

const homes: Record<KeyHome, string> = { keyring: "In the system keyring", passphrase: "Protected by your passphrase" };

/** What was lost, and how often. */
const parts: Record<LostPart | "unknown", (count: number, shown: string) => string> = {
  authorization: () => "the whole authorization",
  unknown: (count, shown) => plural(count, "an authorization whose name is unknown", `${shown} authorizations whose names are unknown`),
  environment: () => "its settings and secrets",
  secret: (count, shown) => plural(count, "a secret", `${shown} secrets`),
  settings_seal: () => "the seal of its settings (Keyfob asks you to check them)",
  vault: () => "the vault record (all secrets have to be entered again)",
  setting: (count, shown) => plural(count, "a preference", `${shown} preferences`),
};

export const vault = {
  retry: "Retry",
  usePassphrase: "Use a passphrase",
  waiting: {
    title: "Waiting for your keyring",
    lead: "It may be asking for its password in another window.",
    cancel: "Cancel",
  },
  needed: {
    title: "Secrets need a keyring or a passphrase",
    lead: "Keyfob never stores a secret unencrypted. It keeps the vault key in the system keyring, which isn’t available now.",
  },
  create: {
    title: "Set up a passphrase",
    lead: "You enter the passphrase each time Keyfob starts. It can’t be recovered. Only a recovery key (Settings) opens the vault without it.",
    confirm: "Create",
  },
  passphrase: "Passphrase",
  wrongPassphrase: "Wrong passphrase.",
  wrongRecoveryKey: "Wrong recovery key.",
  repeat: "Repeat passphrase",
  currentPassphrase: "Current passphrase",
  newPassphrase: "New passphrase",
  different: "The passphrases don’t match.",
  incomplete: "Fill in every passphrase field first.",
  locked: {
    title: "The vault is locked",
    lead: "You can still use the list. Secrets, CONNECT and SAVE need the passphrase.",
    unlock: "Unlock",
    empty: "Enter the passphrase first.",
    recovery: "Use the recovery key",
    forgotten: "Forgot your passphrase?",
  },
  newPassphraseNeeded: {
    title: "You opened the vault with the recovery key. Set a new passphrase.",
    set: "Set a new passphrase",
    confirm: "Set passphrase",
    why: "Set a new passphrase first. You need it to change the passphrase, move or replace the key, or make a recovery key.",
  },
  damaged: {
    title: "The data file is damaged",
    lead: "Close Keyfob and open it again. Keyfob then recovers what can be read and keeps the damaged file.",
  },
  recovery: { title: "Unlock with the recovery key", lead: "Enter the recovery key that you saved when you made it.", field: "Recovery key", confirm: "Unlock" },
  unreachable: {
    title: "Keyfob can’t open your secrets",
    lead: "Everything else still works.",
    startOver: "Start over with a new key",
    startOverTitle: "Start over with a new key?",
    startOverLead: "The stored secrets can’t be recovered, so you have to enter each one again. Names, URLs and all other settings are kept. Check them before you enter a secret.",
    newKeyInKeyring: "New key in the keyring",
    newKeyWithPassphrase: "New key with a passphrase",
    confirm: "Make a new key",
  },
  lost: {
    title: "The vault record is missing or can’t be read",
    lead: "The stored secrets can’t be opened. Restore a backup, or start over with a new key and enter the secrets again.",
  },
  changed: {
    title: "The vault record was changed outside Keyfob",
    lead: "It can’t be restored, so the stored secrets can’t be opened. Restore a backup, or start over with a new key and enter the secrets again.",
  },
  notices: {
    settings_sealed: {
      title: "Keyfob now protects your settings too",
      lead: "From now on, Keyfob detects changes made by other programs. Changes made before this can’t be detected: if others could have edited the data, check the Token URLs.",
    },
    record_restored: {
      title: "The vault settings were changed outside Keyfob",
      lead: "Keyfob restored them: where the key is kept, auto-lock, passphrase and recovery key.",
    },
  },
  oldBackups: {
    label: "Backups made with the current key",
    choices: {
      update: "Re-encrypt them with the new key",
      delete: "Delete them",
      keep: "Leave them as they are (they still open with the old key)",
    },
  },
  screen: {
    key: "Vault key",
    homes,
    none: "There is no key yet. Keyfob makes it when you save the first secret.",
    states: { ready: "unlocked", locked: "locked", key_out_of_reach: "unavailable", needed: "not set up", lost: "record missing", changed: "record changed" },
    toKeyring: "Move to the keyring",
    toKeyringLead: "Keyfob then opens without a passphrase. Enter your current passphrase to confirm.",
    toPassphrase: "Protect with a passphrase",
    toPassphraseLead: "Keyfob then asks for the passphrase each time it starts.",
    move: "Move",
    protect: "Protect",
    change: "Change passphrase",
    changeConfirm: "Change",
    rotate: "Replace the key",
    newKey: "Keyfob makes a new key and re-encrypts everything with it.",
    recoveryEnds: "Your current recovery key stops working. Make a new one afterwards.",
    recoveryReplaced: "Your current recovery key stops working.",
    proceed: "Continue",
    oldKeyTitle: "The keyring still holds a copy of the key",
    oldKeyLead: "The keyring was locked or didn’t answer when Keyfob tried to delete the copy. Keyfob tries again at each unlock. “Replace the key” makes the copy useless.",
    lock: "Lock now",
    autoLock: "Lock when idle",
    autoLockLead: "Locks the vault after this much time without use.",
    minutes: (minutes: string) => `${minutes} minutes`,
    never: "Never",
    recovery: "Recovery key",
    hasRecovery: "You have a recovery key. It opens your secrets if the keyring is lost or you forget the passphrase.",
    noRecovery: "You don’t have a recovery key yet. A recovery key opens your secrets if the keyring is lost or you forget the passphrase.",
    makeRecovery: "Make recovery key",
    makeNewRecovery: "Make a new recovery key",
    recoveryTitle: "Your recovery key",
    recoveryLead: "It’s shown only once. Print it or write it down, and keep it away from this computer. Anyone with this key and a copy of your data can read your secrets.",
    copy: "Copy",
    recoveryDone: "I’ve saved it",
    backup: "Backups",
    backupLead: "A backup is a copy of all data, in the data folder. Secrets stay encrypted. If you restore one, Keyfob first makes a backup of what is saved now.",
    backUp: "Back up now",
    noBackups: "There are no backups yet.",
    backupColumns: { made: "Made", authorizations: "Authorizations", size: "Size", action: "Action" },
    backupReasons: { request: "On request", migration: "Before an update of Keyfob", restore: "Before another backup was restored" },
    backupKeys: { old_in_keyring: "Made with an earlier key", old_under_passphrase: "Opens with an earlier passphrase", unknown: "The key that opens it isn’t known" },
    restore: "Restore…",
    restoreOf: (made: string) => `Restore… ${made}`,
    notRestorable: {
      empty: "It has no authorizations.",
      newer: "A newer version of Keyfob made it. Update Keyfob to restore it.",
      damaged: "It is damaged, or isn’t a backup.",
    },
    notBackedUp: "No backup was made.",
    databaseGone: "The database file is gone. Write a new file first.",
    backedUp: (path: string) => `Backup saved to ${path}`,
    backups: (count: number, shown: string, folder: string) => `${shown} ${plural(count, "backup", "backups")} in ${folder}`,
    oldBackups: (count: number, shown: string) =>
      plural(count, `${shown} backup doesn’t open with the current key.`, `${shown} backups don’t open with the current key.`),
    deleteOldBackups: "Delete these backups…",
    done: "Done",
  },
  report: {
    backup: (path: string) => `Keyfob updated its database. A copy of the previous one is at ${path}`,
    recovered: (count: number, shown: string) =>
      count === 0 ? "The database was damaged. No authorizations could be recovered." : `The database was damaged. ${shown} ${plural(count, "authorization was", "authorizations were")} recovered.`,
    repaired: "The database was damaged. Keyfob repaired it.",
    missing: (count: number, shown: string) =>
      count === 0
        ? "The database file was missing, so Keyfob created a new, empty one."
        : `The database file was missing. ${shown} ${plural(count, "authorization was", "authorizations were")} recovered from its log.`,
    fromCopy: (count: number, shown: string) =>
      `The database file was missing. ${shown} ${count === 1 ? "authorization was" : "authorizations were"} recovered from a copy that Keyfob had written before it was stopped.`,
    wasMissing: "Before that, the database file was missing, and Keyfob created a new, empty one.",
    newestBackup: (path: string) => `The newest backup is at ${path}`,
    noBackup: "There is no backup that can be restored.",
    restore: "Restore the newest backup…",
    notEmpty: "There are authorizations already. To replace them with a backup, go to Settings.",
    restored: "Backup restored",
    setAside: (path: string) => `The damaged file was kept unchanged at ${path}`,
    replacedFile: (path: string) => `What was in its place was kept unchanged at ${path}`,
    lost: "Not recovered:",
    moreMayBeLost: "More may be missing, because parts of the file couldn’t be read.",
    nothingLost: "Nothing was lost.",
    parts,
    name: (name: string) => `“${name}”`,
  },
};
