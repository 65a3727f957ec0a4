// Keys, certificates, metadata and presets of the fake core. It reads no key: a text says what it would be.
import type { ClientAuthentication } from "../../src/bindings/ClientAuthentication";
import type { PerEnvironment } from "../../src/bindings/PerEnvironment";
import type { CertificateSeen } from "../../src/bindings/CertificateSeen";
import type { Draft } from "../../src/bindings/Draft";
import type { Environment } from "../../src/bindings/Environment";
import type { KeyDescription } from "../../src/bindings/KeyDescription";
import type { KeyKind } from "../../src/bindings/KeyKind";
import type { KeyRead } from "../../src/bindings/KeyRead";
import type { SigningAlgorithm } from "../../src/bindings/SigningAlgorithm";
import { discover } from "./discovery";
import { read } from "./network";
import { PRESETS, fillPreset } from "./presets";

export const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBfake\n-----END CERTIFICATE-----\n";
export const PASSPHRASE = "open sesame";
const DAY_MS = 86_400_000;

const ALGORITHMS: Record<KeyKind["kind"], SigningAlgorithm[]> = {
  rsa: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  p256: ["ES256"],
  p384: ["ES384"],
  p521: ["ES512"],
  ed25519: ["EdDSA"],
};

interface Arguments {
  file: number[];
  passphrase: string | null;
  kind: Exclude<KeyKind["kind"], "rsa">;
  draft: Draft;
  environment: Environment;
  field: { field: "private_key" | "client_key" | "dpop_key" };
  text: string;
  accept_cleartext: boolean;
  id: string;
  values: PerEnvironment<Record<string, string>>;
  method: ClientAuthentication;
}

export class FakeKeys {
  /** Days until the certificate expires. */
  certificateDays = 200;
  private kinds = new Map<string, KeyKind>();

  private hold(kind: KeyKind, more: { key_id?: string; algorithm?: SigningAlgorithm; certificates?: string } = {}) {
    const id = `key-${this.kinds.size + 1}`;
    this.kinds.set(id, kind);
    return { id, key_id: more.key_id ?? null, algorithm: more.algorithm ?? null, certificates: more.certificates ?? "" };
  }

  commands(a: Arguments) {
    return {
      hold_key: (): KeyRead => this.read(new TextDecoder().decode(new Uint8Array(a.file)), a.passphrase),
      generate_key: () => this.hold({ kind: a.kind }, { key_id: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" }),
      describe_key: (): KeyDescription => this.describe(a),
      presets: () => PRESETS,
      fill_preset: () => fillPreset(a.id, a.values, a.method),
      discover: () => discover(a.text, a.accept_cleartext),
      describe_certificates: (): CertificateSeen[] => (a.text === "" ? [] : a.text.includes("/20") ? read(a.text) : [this.certificate()]),
    };
  }

  private read(text: string, passphrase: string | null): KeyRead {
    if (text === "") return { read: "unusable", why: { code: "empty", value: null } };
    if (text.includes("ENCRYPTED") && passphrase !== PASSPHRASE) return { read: "passphrase", is_wrong: passphrase !== null };
    if (text.startsWith("{")) return { read: "key", ...this.hold({ kind: "p256" }, { key_id: "2026-11", algorithm: "ES256" }) };
    if (text.includes("PRIVATE KEY")) return { read: "key", ...this.hold({ kind: "rsa", bits: 2_048 }, { certificates: text.includes("CERTIFICATE") ? CERTIFICATE : "" }) };
    if (text.includes("CERTIFICATE")) return { read: "certificates", pem: CERTIFICATE };
    return { read: "unusable", why: { code: "no_key", value: null } };
  }

  private describe({ draft, environment, field }: Arguments): KeyDescription {
    const fields = draft.details.environments[environment];
    const input = "token_url" in fields ? fields[field.field] : { kind: "blank" as const };
    const kind = (input.kind === "held" ? this.kinds.get(input.id) : undefined) ?? { kind: "rsa", bits: 2_048 };
    const key = { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", kid: "2026-11", use: "sig", alg: "ES256" };
    return { kind, algorithms: ALGORITHMS[kind.kind], thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", public_keys: JSON.stringify({ keys: [key] }, null, 2) };
  }

  private certificate(): CertificateSeen {
    const now = Date.now();
    return { subject: "CN=billing-api, O=Example", issuer: "CN=Example CA", names: ["billing.example.com"], not_before_ms: now - DAY_MS, not_after_ms: now + this.certificateDays * DAY_MS, sha256: "ab".repeat(32) };
  }
}
