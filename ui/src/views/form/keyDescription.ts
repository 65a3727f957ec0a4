// What is public of a private key of the form: its kind, the algorithms that fit it, and its public JWK Set.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { vaultStatus } from "../../app/session";
import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import type { KeyDescription } from "../../bindings/KeyDescription";
import type { KeyPurpose } from "../../form/fields";
import { core } from "../../ipc";
import type { EnvironmentProps } from "./fieldProps";

/** Describes a key when it changes. `null` if there is none, or as long as the vault is locked or the keyring wasn't needed yet. */
export function useKeyDescription({ controller, environment }: EnvironmentProps, fields: OAuth2Draft, purpose: KeyPurpose): KeyDescription | null {
  const description = useSignal<KeyDescription | null>(null);
  const input = fields[purpose];
  const isOpen = vaultStatus.value?.state === "ready";
  const mark = input.kind === "held" ? input.id : input.kind === "stored" && isOpen ? "stored" : "";
  const { revision, etag } = controller.form.value.baseline;
  useEffect(() => {
    let isCurrent = true;
    description.value = null;
    if (mark !== "") {
      core.describeKey(controller.form.peek().draft, environment, { field: purpose }).then(
        (found) => {
          if (isCurrent) description.value = found;
        },
        // The key is as good without a description; CONNECT and SAVE say what is wrong with it.
        () => undefined,
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [mark, environment, revision, etag]);
  return description.value;
}
