// A private key of the form: what is public of it, and the ways to bring or make one. The key itself is never in the page.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import type { GeneratedKind } from "../../bindings/GeneratedKind";
import type { KeyDescription } from "../../bindings/KeyDescription";
import type { KeyPurpose } from "../../form/fields";
import { bytesOf, takeKey, undoKey } from "../../form/keyFiles";
import { core } from "../../ipc";
import { Button } from "../../parts/Button";
import { FieldError } from "../../parts/FieldError";
import { FileButton } from "../../parts/FileButton";
import { Icon } from "../../parts/Icon";
import { MenuButton } from "../../parts/MenuButton";
import { texts } from "../../texts";
import { type KeySource, keyFileText } from "../coreText";
import { useFileFailure } from "../fileFailure";
import { type EnvironmentProps, fieldProps } from "./fieldProps";
import { type Readable, useKeyReading } from "./keyReading";
import { KeyTextDialog } from "./KeyTextDialog";
import { PublicKeysDialog } from "./PublicKeysDialog";
import { sayWhereTaken } from "./whereTaken";

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
  const input = fields[purpose];
  const own = fieldProps(on, purpose);
  const failure = useFileFailure(input, purpose === "private_key" ? fields.key_certificate : purpose === "client_key" ? fields.client_certificate : "");
  const dialog = useSignal<"text" | "public" | null>(null);

  const take = (read: Readable, source: KeySource) => {
    if (read.read === "unusable") return keyFileText(read.why, source);
    // Of no use here are certificates where only a key is wanted.
    if (!takeKey(controller, environment, purpose, read)) return keyFileText({ code: "certificate", value: null }, source);
    sayWhereTaken(environment, purpose, read);
    return null;
  };
  const { isBusy, read, whileBusy, dialog: passphrase } = useKeyReading("key", take, failure.say);
  const choose = async (chosen: File) => {
    failure.say(null);
    failure.say(await read(await bytesOf(chosen), "file"));
  };
  const generate = async (kind: GeneratedKind) => {
    failure.say(null);
    const failed = await whileBusy(async () => take({ read: "key", ...(await core.generateKey(kind)) }, "file"));
    failure.say(failed);
    if (failed === null && purpose === "private_key") dialog.value = "public";
  };
  const state = input.kind === "blank" ? keys.none : description === null ? keys.stored : keys.described(kindText(description), description.thumbprint);
  const ids = [`${own.id}-state`, failure.text && `${own.id}-failure`, own.error && `${own.id}-error`, `${own.id}-hint`].filter(Boolean).join(" ");
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
          disabled={isBusy}
          reason={keys.busy}
          purpose={purpose}
          onFile={(chosen) => void choose(chosen)}
        >
          {keys.choose}
        </FileButton>
        <Button disabled={isBusy} reason={keys.busy} onClick={() => (dialog.value = "text")}>
          {keys.paste}
        </Button>
        {purpose !== "client_key" && (
          <MenuButton
            label={keys.generate}
            icon="plus"
            disabled={isBusy}
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
      {failure.text !== null && <FieldError id={`${own.id}-failure`} text={failure.text} alert />}
      {own.error && <FieldError id={`${own.id}-error`} text={own.error} />}
      <p class="field-hint" id={`${own.id}-hint`}>
        {hint}
      </p>
      {passphrase}
      {dialog.value === "text" && (
        <KeyTextDialog
          busy={isBusy}
          onClose={() => (dialog.value = null)}
          onRead={(text) => {
            failure.say(null);
            return read(new TextEncoder().encode(text), "text");
          }}
        />
      )}
      {dialog.value === "public" && description !== null && <PublicKeysDialog publicKeys={description.public_keys} onClose={() => (dialog.value = null)} />}
    </div>
  );
}
