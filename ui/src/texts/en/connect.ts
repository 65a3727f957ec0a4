import type { Stage } from "../../bindings/Stage";
import { pluralOf } from "../plural";

const plural = pluralOf("en");

const stages: Record<Stage, string> = {
  input: "Before sending",
  network: "Network",
  tls: "TLS",
  http: "HTTP",
  oauth: "OAuth error",
  token: "Token response",
};

/** `many("byte")` gives `1 byte`, `2 bytes`. */
const many = (unit: string) => (count: number, shown: string) => `${shown} ${plural(count, unit, `${unit}s`)}`;
const characters = many("character");

/** Describes a body that isn't shown as a tree; `bytes` is its size. */
const bodies = {
  empty: () => "Empty",
  html: (bytes: string) => `HTML page, ${bytes}`,
  json: (bytes: string) => `Malformed JSON, ${bytes}`,
  other: (bytes: string, mediaType: string) => `${mediaType}, ${bytes}`,
  unknown: (bytes: string) => `No Content-Type, ${bytes}`,
};

/** Describes a value that isn't shown, by its type. */
const hidden = {
  string: (count: number, shown: string) => `string, ${characters(count, shown)}`,
  number: (count: number, shown: string) => `number, ${many("digit")(count, shown)}`,
  object: (count: number, shown: string) => `object, ${many("member")(count, shown)}`,
  array: (count: number, shown: string) => `array, ${many("item")(count, shown)}`,
  form: (count: number, shown: string) => `form, ${many("field")(count, shown)}`,
  header: (count: number, shown: string) => `(${characters(count, shown)})`,
};

export const connect = {
  connect: "CONNECT",
  connecting: "CONNECTING",
  connected: "CONNECTED",
  cancel: "Cancel",
  cancelLabel: "Cancel connecting",
  started: (environment: string) => `Connecting to ${environment}…`,
  cancelled: "CONNECT was cancelled.",
  failedIn: (environment: string) => `CONNECT failed in ${environment}.`,
  missing: (fields: string, count: number) => plural(count, `Enter the ${fields} first`, `Enter these first: ${fields}`),
  wrong: (fields: string, count: number) => plural(count, `Correct the ${fields} first`, `Correct these first: ${fields}`),
  again: "Connect again",
  succeeded: (environment: string) => `${environment} is connected.`,
  earlier: {
    connected: "Connected with the earlier data. Connect again to check the changes.",
    failed: "CONNECT failed with the earlier data. Connect again to check the changes.",
  },
  validatedAt: (time: string) => `Validated ${time}`,
  lastFailed: "Last attempt failed",
  lastFailedAgo: (ago: string) => `Last attempt failed ${ago}`,
  noTokenType: "no token type",
  scopes: (granted: string, asked: string) => `${granted} of ${asked} scopes`,
  grantedScopes: many("scope"),
  noScopes: "no scopes",
  granted: "Granted",
  notGranted: "Not granted",
  expires: "expires in",
  noExpiry: "no expiry given",
  expired: "expired",
  elapsed: (ms: string) => `${ms} ms`,
  stages,
  failed: "CONNECT failed",
  stage: "Stage",
  code: "Code",
  status: "HTTP status",
  serverMessage: "Server message",
  errorUri: "More information at",
  redirectTarget: "Redirects to",
  useAddress: "Use this address",
  next: "What to try next",
  tries: {
    basic: "Try the Basic Auth header",
    body: "Try the request body",
    raw: "Try without encoding",
    rfc6749: "Try RFC 6749 encoding",
    basicRaw: "Try the header without encoding",
  },
  ways: {
    basic: "with the Basic Auth header",
    body: "with credentials in the body",
    raw: "without encoding",
    rfc6749: "with RFC 6749 encoding",
    basicRaw: "with the header without encoding",
  },
  worked: (way: string) => `Works ${way}.`,
  failedToo: (way: string, code: string) => `Also failed ${way}: ${code}`,
  keep: "Keep this setting",
  keptHint: "The form hasn’t changed yet.",
  exchange: {
    show: "Show request and response",
    hide: "Hide request and response",
    title: "Request and response",
    masked: "Secrets and tokens are hidden.",
    request: "Request",
    response: "Response",
    noResponse: "No response",
    headers: "Response headers",
    body: "Response body",
    cut: "The rest of the body isn’t shown.",
    bytes: many("byte"),
    compressed: (bytes: string, wire: string) => `${bytes} (${wire} compressed)`,
    bodies,
    hidden,
    notes: "Notes",
    raw: {
      show: "Show raw response",
      hide: "Hide raw response",
      title: "Raw response",
      warning: "May contain the token and other secrets. Hidden again after 30 seconds.",
      gone: "The raw response is no longer available. Connect again to get a new one.",
      failed: "Couldn’t show the raw response.",
    },
    timings: "Time by stage",
    stages: { dns: "DNS lookup", connect: "Connection", tls: "TLS handshake", first_byte: "First byte", body: "Response body", other: "Other", total: "Total" },
    reused: "not needed",
    security: "Encryption",
    noTls: "The connection isn’t encrypted.",
    remote: "Address",
    chain: "Certificate chain",
    issuer: "Issued by",
    names: "Names",
    valid: (from: string, to: string) => `Valid from ${from} to ${to}`,
    fingerprint: "SHA-256",
    copyCurl: "Copy as curl",
    copySupport: "Copy for support",
    copied: "Copied",
    copyFailed: "Couldn’t copy.",
  },
};
