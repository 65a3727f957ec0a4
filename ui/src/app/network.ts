// The network defaults: what is saved, what is typed, and what the core says about it. What is typed stays while other screens are open.
import { computed, signal } from "@preact/signals";

import type { Failure } from "../bindings/Failure";
import type { NetworkCheck } from "../bindings/NetworkCheck";
import type { NetworkDraft } from "../bindings/NetworkDraft";
import type { NetworkField } from "../bindings/NetworkField";
import type { NetworkProblem } from "../bindings/NetworkProblem";
import type { NetworkShown } from "../bindings/NetworkShown";
import { asFailure, core } from "../ipc";

const SYSTEM: NetworkDraft = {
  proxy: "system",
  proxy_address: "",
  proxy_username: "",
  proxy_password: { kind: "blank" },
  certificates: "",
  timeout_s: "30",
};
/** The core refuses larger files, so that no more needs to be read. */
const FILE_BYTES = 1024 * 1024 + 1;

/** What is saved; `null` until it could be read. */
export const savedNetwork = signal<NetworkShown | null>(null);
export const networkDraft = signal<NetworkDraft>(SYSTEM);
export const networkCheck = signal<NetworkCheck>({ problems: [], certificates: [], pem: "" });
export const networkFailure = signal<Failure | null>(null);
/** The fields whose problems are shown: the user has left them, or tried to save. */
export const leftFields = signal<ReadonlySet<NetworkField>>(new Set());

/** What counts of a draft: another choice than an address hides the proxy's fields, which are neither used nor stored then. */
const counted = (draft: NetworkDraft): string =>
  JSON.stringify(draft.proxy === "address" ? draft : { ...draft, proxy_address: "", proxy_username: "", proxy_password: { kind: "blank" } });

export const isNetworkChanged = computed(() => savedNetwork.value !== null && counted(networkDraft.value) !== counted(savedNetwork.value.draft));

/** Counts how often what is typed was replaced by what is saved. */
export const networkVersion = signal(0);

let checks = 0;

/** Takes what is typed, and has the core check it. The last answer counts. */
export async function changeNetwork(change: Partial<NetworkDraft>): Promise<void> {
  networkDraft.value = { ...networkDraft.peek(), ...change };
  checks += 1;
  const mine = checks;
  try {
    const check = await core.checkNetwork(networkDraft.peek());
    if (mine === checks) networkCheck.value = check;
  } catch (error) {
    networkFailure.value = asFailure(error);
  }
}

/** Takes over what is saved, in place of what is typed. */
function show(shown: NetworkShown): void {
  checks += 1;
  savedNetwork.value = shown;
  networkDraft.value = shown.draft;
  networkCheck.value = { problems: [], certificates: shown.certificates, pem: shown.draft.certificates };
  networkFailure.value = null;
  leftFields.value = new Set();
  networkVersion.value += 1;
}

/** Discards what is typed. */
export function discardNetwork(): void {
  if (savedNetwork.value !== null) show(savedNetwork.value);
}

/** Reads what is saved, unless something is typed. */
export async function refreshNetwork(): Promise<void> {
  // What is hidden counts here: it may be shown again.
  const isTyped = () => savedNetwork.peek() !== null && JSON.stringify(networkDraft.peek()) !== JSON.stringify(savedNetwork.peek()?.draft);
  if (isTyped()) return;
  try {
    const shown = await core.network();
    if (!isTyped()) show(shown);
  } catch (error) {
    networkFailure.value = asFailure(error);
  }
}

/** Saves what is typed. The core asks the user first about another proxy or other certificates. Returns the failure, if any. */
export async function saveNetwork(): Promise<Failure | null> {
  networkFailure.value = null;
  try {
    show(await core.setNetwork(networkDraft.peek()));
    return null;
  } catch (error) {
    return asFailure(error);
  }
}

/** Adds the certificates of a file to others, each once. If the core finds a problem in it, that is returned instead. */
export async function addCertificates(file: File, present: string): Promise<{ pem: string } | { problem: NetworkProblem }> {
  const text = certificateText(new Uint8Array(await file.slice(0, FILE_BYTES).arrayBuffer()));
  const { problems, pem } = await core.checkNetwork({ ...SYSTEM, certificates: text });
  const problem = problems.find(({ field }) => field === "certificates");
  if (problem !== undefined) return { problem };
  // For the core an empty list is fine; an empty file isn't what the user wanted.
  if (pem.trim() === "") return { problem: { field: "certificates", code: "no_certificate" } };
  const both = await core.checkNetwork({ ...SYSTEM, certificates: present + pem });
  return { pem: both.pem };
}

/** Certificates without one of them. */
export const withoutCertificate = (pem: string, index: number): string =>
  pem
    .split(/(?<=-----END CERTIFICATE-----\n)/u)
    .filter((_, at) => at !== index)
    .join("");

/** Returns a file's text. A binary file becomes a PEM block, which the core reads by its content. */
export function certificateText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  // The tag of a DER sequence.
  if (first !== 0x30) return new TextDecoder().decode(bytes);
  const base64 = btoa(bytes.reduce((text, byte) => text + String.fromCodePoint(byte), ""));
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/gu, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
