// Private keys and certificates of the form: read from files by the core, which holds the keys.
import type { Environment } from "../bindings/Environment";
import type { KeyRead } from "../bindings/KeyRead";
import { core } from "../ipc";
import type { FormController } from "./controller";
import { type KeyPurpose, fieldsOf, isOAuth, privateKeys } from "./fields";

/** The core refuses larger files, so that no more needs to be read. */
const FILE_BYTES = 1024 * 1024 + 1;

/** A file as the core reads it. */
export const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.slice(0, FILE_BYTES).arrayBuffer());

/** Puts what was read into the form. A key brings the certificates of its file, and what a JWK says about itself. Returns whether it was of use. */
export function takeKey(controller: FormController, environment: Environment, purpose: KeyPurpose, read: KeyRead): boolean {
  const fields = fieldsOf(controller.form.peek().draft, environment);
  if (!isOAuth(fields)) return false;
  if (read.read === "certificates") {
    if (purpose === "dpop_key") return false;
    controller.changeOAuth(environment, purpose === "client_key" ? { client_certificate: read.pem } : { key_certificate: read.pem });
    return true;
  }
  if (read.read !== "key") return false;
  const held = { kind: "held", id: read.id } as const;
  if (purpose === "client_key") {
    controller.changeOAuth(environment, { client_key: held, client_certificate: read.certificates === "" ? fields.client_certificate : read.certificates });
    return true;
  }
  if (purpose === "dpop_key") {
    controller.changeOAuth(environment, { dpop_key: held, dpop_algorithm: null });
    return true;
  }
  controller.changeOAuth(environment, {
    private_key: held,
    key_id: read.key_id ?? "",
    assertion_algorithm: read.algorithm,
    key_certificate: read.certificates,
  });
  return true;
}

/** Goes back to the key that is stored, or to none, with everything that a new key brought along. */
export function undoKey(controller: FormController, environment: Environment, purpose: KeyPurpose): void {
  const before = fieldsOf(controller.form.peek().baseline, environment);
  if (isOAuth(before)) controller.changeOAuth(environment, privateKeys(before)[purpose]);
}

/** Reads a file or a pasted text. */
export const readKey = (bytes: Uint8Array, passphrase: string | null): Promise<KeyRead> => core.holdKey(bytes, passphrase);
