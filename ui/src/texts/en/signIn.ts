// Signing in: the fields of grant types with a user, what is waited for, and who signed in.
import type { IgnoredRedirect } from "../../bindings/IgnoredRedirect";
import { pluralOf } from "../plural";

const ignored: Record<IgnoredRedirect, string> = {
  wrong_state: "Keyfob ignored a response to a different request. It’s still waiting for yours.",
  no_state: "Keyfob ignored a response that doesn’t say which request it belongs to. It’s still waiting for yours.",
};

const plural = pluralOf("en");

export const signIn = {
  /** Shown at Grant Type if a save would remove values; `environment` is the name of a tab. */
  drops: (environment: string, fields: string, count: number) =>
    plural(count, `${environment}: this grant type doesn’t use ${fields}. SAVE clears it.`, `${environment}: this grant type doesn’t use ${fields}. SAVE clears them.`),
  saveEnds: (environment: string) => `SAVE ends the sign-in for ${environment}.`,
  authorizationUrlHint: "The page where users sign in, for example https://login.example.com/oauth2/authorize",
  secretHint: "Leave it blank if the server gave you none (public client).",
  publicClient: "Only the client ID is sent. The server knows the client as a public one. To enter a client secret, choose another method.",
  /** At the Authorization URL. */
  cleartextRefused: "With http://, the authorization code and the user’s sign-in are sent unencrypted. Use https://, or accept unencrypted requests.",
  /** Consent to `http:`, by what is at risk. */
  acceptCleartext: {
    signIn: "I accept that the authorization code and the user’s sign-in are sent unencrypted",
    both: "I accept that the secret, the tokens and the user’s sign-in are sent unencrypted",
  },
  redirectUrl: "Redirect URL",
  redirectHint: "Register exactly this address with the server.",
  /** `url` is the address without a port. */
  redirectHintFree: (url: string) => `Register ${url} with the server, which accepts any port with it (RFC 8252, section 7.3). If yours compares the port too, enter one under Advanced.`,
  freePort: "{free port}",
  copyRedirect: "Copy Redirect URL",
  challengeHint: {
    S256: "An intercepted code can’t be used: only Keyfob has the verifier.",
    plain: "Only for servers that don’t support S256. Anyone who can read the request can use an intercepted code.",
  },
  challenges: { S256: "S256 (default)", plain: "plain" },
  title: "Sign-in",
  portHint: "Leave it blank to have a free port chosen each time. Enter one if the server compares the whole address.",
  deviceUrlHint: "Where the server issues a code to enter on another device (RFC 8628).",
  deviceUrlOptional: "Lets you sign in on another device, too (RFC 8628).",
  parametersHint: "Added to the Authorization URL, for example prompt, login_hint or audience. The browser shows them, so they can’t be secret.",
  onDevice: "On another device",
  waiting: {
    /** Announced to screen readers. */
    started: "Waiting for you to sign in.",
    title: "Sign in with your browser",
    opening: "Keyfob is opening your browser…",
    opened: "Keyfob opened your browser. Sign in there to continue.",
    notOpened: "No browser could be opened. Copy the address and open it in a browser on this computer.",
    address: "Address",
    otherProfile: "For another browser or profile, copy the address and open it there, on this computer.",
    copyAddress: "Copy address",
    device: "Sign in on another device",
    deviceLead: "Open the address on any device and enter the code, or scan the QR code.",
    deviceLeadNoQr: "Open the address on any device and enter the code.",
    code: "Code",
    copyCode: "Copy code",
    qr: "QR code of the address",
    token: "Requesting the token…",
    line: "Waiting for you to sign in",
    lineLeft: (time: string) => `Waiting for you to sign in · ${time} left`,
    left: (time: string) => `${time} left`,
    over: "Time is up.",
    ignored,
  },
  leftWaiting: (environment: string) => `The sign-in for ${environment} was cancelled, because you left its form.`,
  /** While the token was requested. */
  cancelledRequesting: "Sign-in cancelled. The server may have issued a token, which Keyfob doesn’t have.",
  who: {
    title: "Sign-in",
    signedIn: "Signed in",
    as: (name: string) => `Signed in as ${name}`,
    unverified: "As the server says; not verified.",
    refresh: {
      none: "No refresh token: sign in again when the token expires.",
      until: (time: string) => `Refresh token valid until ${time}`,
      expired: "Refresh token expired",
      open: "Refresh token without a known end",
    },
    again: "Sign in again",
    interrupted: "Keyfob was stopped while it renewed the token. If the server had replaced the refresh token by then, you’ll have to sign in again.",
  },
  needed: {
    title: "Sign-in needed",
    of: (environments: string) => `Sign-in needed: ${environments}`,
    count: (count: string) => `Sign-in needed: ${count}`,
    show: "Show where a sign-in is needed",
  },
  tokens: {
    forgetsToo: "The sign-in is forgotten, too.",
    forgotten: "Token and sign-in forgotten. The token stays valid at the server until it expires.",
  },
  inspected: {
    label: "Token to inspect",
    access: "Access token",
    id: "ID token",
    audience: {
      requested: "The audience is this client’s ID.",
      differs: "The audience isn’t this client’s ID: the token is for another client.",
      not_requested: "No Client ID to compare the audience with.",
      missing: "The token names no audience, which an ID token must.",
    },
    nonceMatches: "The nonce matches the sign-in.",
    nonceDiffers: "The nonce doesn’t match the sign-in: the token may come from a different one.",
    noNonce: "The sign-in had no nonce to compare with.",
  },
};
