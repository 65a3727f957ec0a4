import type { KeyHome } from "../../bindings/KeyHome";
import type { KeyringError } from "../../bindings/KeyringError";
import type { LostPart } from "../../bindings/LostPart";

const keyringErrors: Record<KeyringError, string> = {
  no_service: "No keyring is running in this session. Start one, such as GNOME Keyring, KeePassXC or KWallet, then retry.",
  no_collection: "A keyring is running, but it holds no keyring to put a key into. Create one in your desktop’s password program, then retry.",
  locked: "The keyring is locked. Unlock it in your desktop’s password program, then retry.",
  denied: "The keyring refused access. Allow Keyfob when your system asks, then retry.",
  timed_out: "The keyring did not answer in time. It may be waiting for you in another window; answer it there, then retry.",
  key_lost: "The keyring works but has no key for this data. It may have been reset, or belong to another profile.",
  wrong_key: "The keyring holds a key that does not open this data. It may belong to another data folder.",
  failed: "The keyring failed. Retry; if it stays so, log out of the system and in again.",
};

const homes: Record<KeyHome, string> = { keyring: "In the system’s keyring", passphrase: "Protected by your passphrase" };

const parts: Record<LostPart, string> = {
  authorization: "an authorization",
  environment: "an environment",
  secret: "a secret",
  settings_seal: "the seal of its settings: Keyfob asks you to check them",
  vault: "the vault’s key record: secrets must be entered again",
  setting: "a setting",
};

export const vault = {
  keyringErrors,
  retry: "RETRY",
  usePassphrase: "Use a passphrase",
  needed: {
    title: "Secrets need a keyring or a passphrase",
    lead: "Keyfob never stores a secret unencrypted. It keeps the key to your secrets in the system’s keyring, which it can’t use now.",
  },
  create: {
    title: "Set up a passphrase",
    lead: "The passphrase opens your secrets each time Keyfob starts. It can’t be recovered; write it down somewhere safe.",
    confirm: "CREATE",
  },
  passphrase: "Passphrase",
  repeat: "Repeat passphrase",
  currentPassphrase: "Current passphrase",
  newPassphrase: "New passphrase",
  different: "The passphrases aren’t the same.",
  cancel: "CANCEL",
  locked: {
    title: "The vault is locked",
    lead: "The list stays usable. Secrets, CONNECT and SAVE need the passphrase.",
    unlock: "UNLOCK",
    recovery: "Use the recovery key",
    forgotten: "Passphrase forgotten?",
  },
  wanted: {
    title: "You opened the vault with the recovery key. Set a new passphrase.",
    set: "Set a new passphrase",
    confirm: "SET",
    why: "Changing the passphrase, moving or replacing the key, and making a recovery key need the passphrase. Set a new one first.",
  },
  damaged: {
    title: "The data file is damaged",
    lead: "Close Keyfob and open it again: what can be read is saved, and the damaged file is kept.",
  },
  recovery: { title: "Open with the recovery key", field: "Recovery key", confirm: "OPEN" },
  unreachable: {
    title: "Your secrets can’t be opened now",
    lead: "Everything else stays usable.",
    anew: "Start over with a new key",
    anewTitle: "Start over with a new key",
    anewLead: "The stored secrets can never be opened again: you have to enter each one. Names, URLs and all other settings stay; check them before you enter a secret.",
    anewKeyring: "New key in the keyring",
    anewPassphrase: "New key with a passphrase",
    confirm: "MAKE A NEW KEY",
  },
  lost: {
    title: "The vault’s record is missing or can’t be read",
    lead: "The stored secrets can’t be opened. Restore a backup, or make a new key and enter the secrets again.",
  },
  changed: {
    title: "The vault’s record was changed outside Keyfob",
    lead: "It can’t be restored, so the stored secrets can’t be opened. Restore a backup, or make a new key and enter the secrets again.",
  },
  notices: {
    settings_sealed: {
      title: "Keyfob now protects your settings, too",
      lead: "Everything saved so far was sealed as it was found. If other people or programs could change the data before, check the Token URLs.",
    },
    record_restored: {
      title: "The vault’s settings were changed outside Keyfob",
      lead: "Keyfob restored what it had sealed: where the key is kept, auto-lock, passphrase and recovery key.",
    },
  },
  oldBackups: {
    label: "Backups made with the present key",
    choices: {
      update: "Seal them again with the new key",
      delete: "Delete them",
      keep: "Leave them as they are (they still open with the old key)",
    },
  },
  screen: {
    title: "Security",
    key: "Key to your secrets",
    homes,
    none: "There is no key yet. It is made when the first secret is saved.",
    states: { ready: "open", locked: "locked", key_out_of_reach: "out of reach", needed: "not set up", lost: "record missing", changed: "record changed" },
    toKeyring: "Move to the keyring",
    toKeyringLead: "Keyfob then opens without a passphrase. Enter your present passphrase to confirm.",
    toPassphrase: "Protect with a passphrase",
    toPassphraseLead: "Keyfob then asks for the passphrase each time it starts.",
    move: "MOVE",
    change: "Change passphrase",
    changeConfirm: "CHANGE",
    rotate: "Replace the key",
    newKey: "Keyfob makes a new key and seals everything again with it.",
    recoveryEnds: "Your present recovery key stops working; make a new one afterwards.",
    recoveryReplaced: "Your present recovery key stops working.",
    proceed: "CONTINUE",
    oldKeyTitle: "The keyring still holds its copy of the key",
    oldKeyLead: "The keyring was locked or didn’t answer when Keyfob tried to delete the copy. Keyfob tries again at each unlock. “Replace the key” makes the copy useless.",
    lock: "Lock now",
    autoLock: "Lock after idle time",
    autoLockLead: "Locks the vault when it hasn’t been used for this long.",
    minutes: (minutes: string) => `${minutes} minutes`,
    never: "Never",
    recovery: "Recovery key",
    hasRecovery: "You have a recovery key. It opens your secrets if the keyring is lost or the passphrase forgotten.",
    noRecovery: "You don’t have a recovery key yet. It opens your secrets if the keyring is lost or the passphrase forgotten.",
    makeRecovery: "Make recovery key",
    makeNewRecovery: "Make a new recovery key",
    recoveryTitle: "Your recovery key",
    recoveryLead: "It is shown only once. Print it or write it down, and keep it away from this computer. Anyone who has it and a copy of your data can read your secrets.",
    copy: "Copy",
    recoveryDone: "I’VE SAVED IT",
    backup: "Backup",
    backupLead: "Writes a consistent copy of all data to the data folder. The secrets in it are sealed.",
    backUp: "Back up now",
    backedUp: (path: string) => `The copy is at ${path}`,
    backups: (count: number, shown: string, folder: string) => `${shown} ${count === 1 ? "backup" : "backups"} in ${folder}`,
    oldBackups: (count: number, shown: string) =>
      count === 1 ? "1 backup doesn’t open with the present key." : `${shown} backups don’t open with the present key.`,
    deleteOldBackups: "Delete these backups…",
    done: "Done",
    language: "Language",
  },
  report: {
    backup: (path: string) => `The data was brought to this version. A copy of the old one is at ${path}`,
    recovered: (count: number, shown: string) => `The data was damaged. ${shown} ${count === 1 ? "authorization was" : "authorizations were"} recovered.`,
    setAside: (path: string) => `The damaged file was kept, unchanged, at ${path}`,
    lost: "Not recovered:",
    moreMayBeLost: "More may be missing: parts of the file could not be read at all.",
    nothingLost: "Nothing was lost.",
    parts,
    loss: (part: string, name: string | null, environment: string | null) =>
      [name === null ? null : `“${name}”`, environment, part].filter((word) => word !== null).join(" · "),
  },
};
