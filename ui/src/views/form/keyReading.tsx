// Reads files and pasted texts for a field with a key or certificates, and asks for a passphrase if one is encrypted.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { KeyRead } from "../../bindings/KeyRead";
import { readKey } from "../../form/keyFiles";
import { asFailure } from "../../ipc";
import { type KeySource, failureText } from "../coreText";
import { KeyPassphraseDialog } from "./KeyPassphraseDialog";

interface Encrypted {
  bytes: Uint8Array;
  source: KeySource;
  isWrong: boolean;
}

/** What could be read, without the need of a passphrase. */
export type Readable = Exclude<KeyRead, { read: "passphrase" }>;

export interface KeyReading {
  isBusy: boolean;
  /** Reads something. Returns why it is of no use; `null` if it was taken, or a dialog asks for its passphrase. */
  read: (bytes: Uint8Array, source: KeySource) => Promise<string | null>;
  /** Runs something that takes a while, and returns what failed. */
  whileBusy: (run: () => Promise<string | null>) => Promise<string | null>;
  dialog: JSX.Element | null;
}

/** `take` puts what was read into the form, or returns why it can't; `say` shows that of a file with a passphrase. */
export function useKeyReading(of: "key" | "certificate", take: (read: Readable, source: KeySource) => string | null, say: (failure: string | null) => void): KeyReading {
  const busy = useSignal(false);
  const encrypted = useSignal<Encrypted | null>(null);
  const whileBusy = async (run: () => Promise<string | null>) => {
    busy.value = true;
    try {
      return await run();
    } catch (error) {
      return failureText(asFailure(error));
    } finally {
      busy.value = false;
    }
  };
  const read = (bytes: Uint8Array, source: KeySource, passphrase: string | null = null) =>
    whileBusy(async () => {
      const found = await readKey(bytes, passphrase);
      encrypted.value = found.read === "passphrase" ? { bytes, source, isWrong: found.is_wrong } : null;
      return found.read === "passphrase" ? null : take(found, source);
    });
  const asked = encrypted.value;
  const dialog = asked !== null && (
    <KeyPassphraseDialog
      of={of}
      isWrong={asked.isWrong}
      busy={busy.value}
      onClose={() => (encrypted.value = null)}
      onConfirm={(passphrase) => void read(asked.bytes, asked.source, passphrase).then(say)}
    />
  );
  return { isBusy: busy.value, read: (bytes, source) => read(bytes, source), whileBusy, dialog: dialog || null };
}
