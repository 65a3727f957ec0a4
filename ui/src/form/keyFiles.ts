// Private keys and certificates of the form: read from files by the core, which holds the keys.
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
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
  const changes = changesByKey(fields, purpose, read);
  if (changes !== null) controller.changeOAuth(environment, changes);
  return changes !== null;
}

/** Returns what changes; `null` if it is of no use there. Certificates that were chosen before stay: the core says if they belong to another key. */
export function changesByKey(before: OAuth2Draft, purpose: KeyPurpose, read: KeyRead): Partial<OAuth2Draft> | null {
  if (read.read === "certificates") {
    if (purpose === "dpop_key") return null;
    return purpose === "client_key" ? { client_certificate: read.pem } : { key_certificate: read.pem };
  }
  if (read.read !== "key") return null;
  const held = { kind: "held", id: read.id } as const;
  if (purpose === "dpop_key") return { dpop_key: held, dpop_algorithm: null };
  if (purpose === "client_key") return { client_key: held, client_certificate: read.certificates || before.client_certificate };
  return {
    private_key: held,
    key_id: read.key_id ?? "",
    assertion_algorithm: read.algorithm,
    key_certificate: read.certificates || before.key_certificate,
  };
}

/** A field with a key or its certificates. */
export type KeyPart = Extract<Field, KeyPurpose | "key_cert" | "client_cert">;

/** Returns the other field in which something of a file appears that was chosen at a field; `null` if all of it is at that field. */
export function takenElsewhere(at: KeyPart, read: KeyRead): { field: KeyPart; what: "certificate" | "key" } | null {
  const certificates = at === "private_key" ? "key_cert" : at === "client_key" ? "client_cert" : null;
  const hasCertificates = read.read === "certificates" || (read.read === "key" && read.certificates !== "");
  if (certificates !== null && hasCertificates) return { field: certificates, what: "certificate" };
  return at === "client_cert" && read.read === "key" ? { field: "client_key", what: "key" } : null;
}

/** Goes back to the key that is stored, or to none, with everything that a new key brought along. */
export function undoKey(controller: FormController, environment: Environment, purpose: KeyPurpose): void {
  const before = fieldsOf(controller.form.peek().baseline, environment);
  if (isOAuth(before)) controller.changeOAuth(environment, privateKeys(before)[purpose]);
}

/** Reads a file or a pasted text. */
export const readKey = (bytes: Uint8Array, passphrase: string | null): Promise<KeyRead> => core.holdKey(bytes, passphrase);
