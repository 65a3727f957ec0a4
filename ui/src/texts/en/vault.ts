import type { KeyHome } from "../../bindings/KeyHome";
import type { KeyringTrouble } from "../../bindings/KeyringTrouble";
import type { LostPart } from "../../bindings/LostPart";

const troubles: Record<KeyringTrouble, string> = {
  no_service: "No keyring is running in this session. Start one, such as GNOME Keyring, KeePassXC or KWallet, then retry.",
  no_collection: "A keyring is running, but it holds no keyring to put a key into. Create one in your desktop’s password program, then retry.",
  locked: "The keyring is locked. Unlock it in your desktop’s password program, then retry.",
  denied: "The keyring refused access. Allow Keyfob when your system asks, then retry.",
  timed_out: "The keyring did not answer in time. It may be waiting for you in another window; answer it there, then retry.",
  key_lost: "The keyring works but has no key for this data. It may have been reset, or belong to another profile.",
  wrong_key: "The keyring holds a key that does not open this data. It may belong to another data folder.",
  failed: "The keyring failed. Retry; if it stays so, log out of the system and in again.",
};

const homes: Record<KeyHome, string> = { keyring: "In the system’s keyring", passphrase: "Behind your passphrase" };

const parts: Record<LostPart, string> = {
  authorization: "an authorization",
  environment: "an environment",
  secret: "a secret",
  vault: "the vault’s key record: secrets must be entered anew",
  setting: "a setting",
};

export const vault = {
  troubles,
  retry: "RETRY",
  usePassphrase: "Use a passphrase",
  needed: {
    title: "Secrets need a keyring or a passphrase",
    lead: "Keyfob never stores a secret in clear. It keeps the key to your secrets in the system’s keyring, which it cannot use now.",
  },
  create: {
    title: "Set up a passphrase",
    lead: "The passphrase opens your secrets each time Keyfob starts. Nobody can restore it; write it down somewhere safe.",
    confirm: "CREATE",
  },
  passphrase: "Passphrase",
  repeat: "Repeat passphrase",
  currentPassphrase: "Current passphrase",
  newPassphrase: "New passphrase",
  different: "The two are not the same.",
  cancel: "CANCEL",
  locked: {
    title: "The vault is locked",
    lead: "The list stays usable. Secrets, CONNECT and SAVE need the passphrase.",
    unlock: "UNLOCK",
    recovery: "Use the recovery key",
  },
  recovery: { title: "Open with the recovery key", field: "Recovery key", confirm: "OPEN" },
  unreachable: {
    title: "Your secrets cannot be opened now",
    lead: "Everything else stays usable.",
    anew: "Enter the secrets anew",
    anewTitle: "Give the lost key up?",
    anewLead: "A new key is made. Every stored secret stays closed for good and must be entered anew; names, URLs and everything else stay.",
    anewKeyring: "New key in the keyring",
    anewPassphrase: "New key behind a passphrase",
    confirm: "MAKE A NEW KEY",
  },
  screen: {
    title: "Security",
    key: "Key to your secrets",
    homes,
    none: "There is no key yet. It is made when the first secret is saved.",
    states: { ready: "open", locked: "locked", key_out_of_reach: "out of reach", needed: "not set up" },
    toKeyring: "Move to the keyring",
    toKeyringLead: "Keyfob then opens without a passphrase. Enter the passphrase once more.",
    toPassphrase: "Move behind a passphrase",
    toPassphraseLead: "Keyfob then asks for the passphrase each time it starts.",
    move: "MOVE",
    change: "Change passphrase",
    changeConfirm: "CHANGE",
    rotate: "Replace the key",
    rotateLead: "Makes a new key and seals every secret anew. A recovery key made before opens nothing any more.",
    rotateConfirm: "REPLACE",
    lock: "Lock now",
    autoLock: "Lock after idle time",
    autoLockLead: "Locks the vault when nobody used it for a while.",
    minutes: (minutes: string) => `${minutes} minutes`,
    never: "Never",
    recovery: "Recovery key",
    hasRecovery: "A recovery key was made. It opens your secrets when the key is lost.",
    noRecovery: "None was made. With one on paper you can open your secrets when the keyring is lost or the passphrase forgotten.",
    makeRecovery: "Make recovery key",
    makeNewRecovery: "Make a new recovery key",
    recoveryTitle: "Your recovery key",
    recoveryLead: "It is shown once. Print it or write it down, and keep it away from this computer. Whoever has it and this data can read your secrets.",
    copy: "Copy",
    recoveryDone: "I HAVE KEPT IT",
    backup: "Backup",
    backupLead: "Writes a consistent copy of all data, secrets sealed, beside the data.",
    backUp: "Back up now",
    backedUp: (path: string) => `The copy is at ${path}`,
    done: "Done",
    language: "Language",
  },
  report: {
    backup: (path: string) => `The data was brought to this version. A copy of the old one is at ${path}`,
    recovered: (count: number, shown: string) => `The data was damaged. ${shown} ${count === 1 ? "authorization was" : "authorizations were"} recovered.`,
    setAside: (path: string) => `The damaged file was kept, unchanged, at ${path}`,
    lost: "Not recovered:",
    nothingLost: "Nothing was lost.",
    parts,
    loss: (part: string, name: string | null, environment: string | null) =>
      [name === null ? null : `“${name}”`, environment, part].filter((word) => word !== null).join(" · "),
  },
};
