// The network defaults of the fake core.
import type { CertificateSeen } from "../../src/bindings/CertificateSeen";
import type { NetworkCheck } from "../../src/bindings/NetworkCheck";
import type { NetworkDraft } from "../../src/bindings/NetworkDraft";
import type { NetworkShown } from "../../src/bindings/NetworkShown";

export const SYSTEM_NETWORK: NetworkShown = {
  draft: { proxy: "system", proxy_address: "", proxy_username: "", proxy_password: { kind: "blank" }, certificates: "", timeout_s: "30" },
  certificates: [],
  is_unreadable: false,
};

const BLOCK = /-----BEGIN CERTIFICATE-----\n(?<body>[^-]*)-----END CERTIFICATE-----\n/gu;

/** A file with a certificate that the fake core reads: its name and its last year. */
export const certificateFile = (name: string, year: number) => `-----BEGIN CERTIFICATE-----\n${name}/${year}\n-----END CERTIFICATE-----\n`;

export function read(pem: string): CertificateSeen[] {
  return [...pem.matchAll(BLOCK)].map(({ groups }) => {
    const [name = "", year = ""] = (groups?.["body"] ?? "").trim().split("/");
    return { subject: `CN=${name}`, issuer: `CN=${name}`, names: [], not_before_ms: 0, not_after_ms: Date.UTC(Number(year), 5, 30), sha256: name };
  });
}

export function checkNetwork(draft: NetworkDraft): NetworkCheck {
  const problems: NetworkCheck["problems"] = [];
  const isTyped = draft.proxy === "address";
  if (isTyped && draft.proxy_address === "") problems.push({ field: "proxy_address", code: "proxy_required" });
  if (isTyped && draft.proxy_address.includes("@")) problems.push({ field: "proxy_address", code: "proxy_credentials" });
  const certificates = read(draft.certificates);
  if (draft.certificates.trim() !== "" && certificates.length === 0) problems.push({ field: "certificates", code: "no_certificate" });
  const seconds = Number(draft.timeout_s);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600) problems.push({ field: "timeout_s", code: "timeout_range", limit: 3600 });
  return { problems, certificates, pem: draft.certificates };
}

export function withoutPassword(draft: NetworkDraft): NetworkShown {
  const { kind } = draft.proxy_password;
  return {
    draft: { ...draft, proxy_password: { kind: kind === "blank" ? "blank" : "stored" } },
    certificates: checkNetwork(draft).certificates,
    is_unreadable: false,
  };
}
