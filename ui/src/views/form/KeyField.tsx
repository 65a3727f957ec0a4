// A private key of the form: what is public of it, and the ways to bring or make one. The key itself is never in the page.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import type { GeneratedKind } from "../../bindings/GeneratedKind";
import type { KeyDescription } from "../../bindings/KeyDescription";
import type { KeyRead } from "../../bindings/KeyRead";
import type { KeyPurpose } from "../../form/fields";
import { bytesOf, readKey, takeKey, undoKey } from "../../form/keyFiles";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { FileButton } from "../../parts/FileButton";
import { Icon } from "../../parts/Icon";
import { MenuButton } from "../../parts/MenuButton";
import { texts } from "../../texts";
import { failureText, keyFileText } from "../coreText";
import { type EnvironmentProps, fieldProps } from "./fieldProps";
import { KeyPassphraseDialog } from "./KeyPassphraseDialog";
import { KeyTextDialog } from "./KeyTextDialog";
import { PublicKeysDialog } from "./PublicKeysDialog";

const GENERATED: readonly GeneratedKind[] = ["p256", "p384", "p521", "ed25519"];

interface Props extends EnvironmentProps {
  fields: OAuth2Draft;
  purpose: KeyPurpose;
  description: KeyDescription | null;
  label: string;
  hint: string;
  required?: boolean;
}

/** What a key is, in words: `RSA, 2,048 bits`. */
export function kindText({ kind }: KeyDescription): string {
  const { keys } = texts.value.form;
  return kind.kind === "rsa" ? keys.rsa(String(kind.bits)) : keys.kinds[kind.kind];
}

export function KeyField({ fields, purpose, description, label, hint, required = false, ...on }: Props): JSX.Element {
  const { keys } = texts.value.form;
  const { controller, environment } = on;
  const failure = useSignal<string | null>(null);
  const encrypted = useSignal<{ bytes: Uint8Array; isWrong: boolean } | null>(null);
  const dialog = useSignal<"text" | "public" | null>(null);
  const busy = useSignal(false);
  const input = fields[purpose];
  const own = fieldProps(on, purpose);

  const put = (read: KeyRead) => {
    failure.value = read.read === "unusable" ? keyFileText(read.why) : null;
    return takeKey(controller, environment, purpose, read);
  };
  /** Reads a file, and asks for its passphrase if it is encrypted. */
  const take = async (bytes: Uint8Array, passphrase: string | null) => {
    busy.value = true;
    try {
      const read = await readKey(bytes, passphrase);
      encrypted.value = read.read === "passphrase" ? { bytes, isWrong: read.is_wrong } : null;
      put(read);
    } catch (error) {
      failure.value = failureText(asFailure(error));
    } finally {
      busy.value = false;
    }
  };
  const generate = async (kind: GeneratedKind) => {
    busy.value = true;
    try {
      put({ read: "key", ...(await core.generateKey(kind)) });
      if (purpose === "private_key") dialog.value = "public";
    } catch (error) {
      failure.value = failureText(asFailure(error));
    } finally {
      busy.value = false;
    }
  };
  const state = input.kind === "blank" ? keys.none : description === null ? keys.stored : keys.described(kindText(description), description.thumbprint);
  const error = failure.value ?? own.error;
  const ids = [`${own.id}-state`, error ? `${own.id}-error` : "", `${own.id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field" role="group" aria-labelledby={`${own.id}-label`} aria-describedby={ids}>
      <div class="field-label">
        <span id={`${own.id}-label`}>
          {label}
          {required && <span aria-hidden="true" class="field-star">{" *"}</span>}
        </span>
      </div>
      <p class={`key-state ${input.kind === "blank" ? "secondary" : ""}`} id={`${own.id}-state`}>
        <Icon name="key" /> <span class="wrap">{state}</span>
      </p>
      <div class="key-actions">
        <FileButton
          id={own.id}
          disabled={busy.value}
          reason={keys.busy}
          purpose={purpose}
          onFile={(chosen) => void bytesOf(chosen).then((bytes) => take(bytes, null))}
        >
          {keys.choose}
        </FileButton>
        <Button disabled={busy.value} reason={keys.busy} onClick={() => (dialog.value = "text")}>
          {keys.paste}
        </Button>
        {purpose !== "client_key" && (
          <MenuButton
            label={keys.generate}
            icon="plus"
            disabled={busy.value}
            reason={keys.busy}
            items={GENERATED.map((kind) => ({ label: keys.generated[kind], onPick: () => void generate(kind) }))}
          />
        )}
        {purpose === "private_key" && description !== null && <Button onClick={() => (dialog.value = "public")}>{keys.publicKeys}</Button>}
        {input.kind !== "blank" && input.kind !== "stored" && (
          <Button weight="quiet" icon="undo" onClick={() => undoKey(controller, environment, purpose)}>
            {texts.value.form.secrets.undo}
          </Button>
        )}
      </div>
      {error && (
        <p class="field-error" id={`${own.id}-error`} role={failure.value === null ? undefined : "alert"}>
          <Icon name="alert" /> <span>{error}</span>
        </p>
      )}
      <p class="field-hint" id={`${own.id}-hint`}>
        {hint}
      </p>
      {encrypted.value !== null && (
        <KeyPassphraseDialog
          isWrong={encrypted.value.isWrong}
          busy={busy.value}
          onClose={() => (encrypted.value = null)}
          onConfirm={(passphrase) => void take(encrypted.peek()?.bytes ?? new Uint8Array(), passphrase)}
        />
      )}
      {dialog.value === "text" && (
        <KeyTextDialog
          onClose={() => (dialog.value = null)}
          onConfirm={(text) => {
            dialog.value = null;
            void take(new TextEncoder().encode(text), null);
          }}
        />
      )}
      {dialog.value === "public" && description !== null && <PublicKeysDialog publicKeys={description.public_keys} onClose={() => (dialog.value = null)} />}
    </div>
  );
}
