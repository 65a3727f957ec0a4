// Grant types with a user: their fields, what a sign-in waits for, who signed in, and where a user has to.
import type { GrantType } from "../../src/bindings/GrantType";
import type { SignInWaiting } from "../../src/bindings/SignInWaiting";
import { keptToken } from "../core/answers";
import type { FakeCore } from "../core/fake";
import { deniedSignIn, signInStatus, signedIn, waitingBrowser, waitingDevice } from "../core/signIn";
import type { User } from "../user";
import { type ScreenState, first } from "./seeds";

/** Fills in a new form with a grant type. */
async function fill(user: User, grant: GrantType): Promise<void> {
  await user.begin("oauth2");
  await user.type("name", "Ana’s invoices");
  await user.page.locator("#grant_type").selectOption(grant);
  if (grant === "device_code") await user.type("device_url", "https://login.example.com/oauth2/device");
  else await user.type("authorization_url", "https://login.example.com/oauth2/authorize");
  await user.type("token_url", "https://login.example.com/oauth2/token");
  await user.type("client_id", "billing-service");
  await user.scopes("openid offline_access ");
}

/** Presses CONNECT, and shows what the sign-in waits for. */
async function wait(user: User, grant: GrantType, waiting: SignInWaiting): Promise<void> {
  user.core.answer = () => new Promise(() => undefined);
  await fill(user, grant);
  await user.press(user.texts.connect.connect);
  await user.button(user.texts.connect.cancelLabel).waitFor();
  await user.emit({ kind: "sign_in", value: { attempt: user.core.attempts.at(-1)?.attempt ?? 0, waiting } });
  await user.page.locator(".sign-in").waitFor();
}

/** Saves an authorization with a user, and returns where its token and sign-in are kept. */
export function savedWithUser(core: FakeCore): string {
  const { draft } = first(core);
  if (draft.details.type === "oauth2") {
    draft.details.grant_type = "authorization_code_pkce";
    for (const fields of Object.values(draft.details.environments)) fields.authorization_url = "https://login.example.com/oauth2/authorize";
  }
  return `${draft.id}/staging`;
}

export const SIGN_IN: readonly ScreenState[] = [
  ...(["authorization_code", "authorization_code_pkce", "device_code"] as const).map((grant): ScreenState => ({ name: `the form of ${grant.replaceAll("_", " ")}`, go: (user) => fill(user, grant) })),
  {
    name: "the advanced fields of authorization code pkce",
    go: async (user) => {
      await fill(user, "authorization_code_pkce");
      await user.pressStart(user.texts.form.advanced);
      await user.type("redirect_port", "8400");
      await user.type("device_url", "https://other.example.com/device");
      await user.press(user.texts.form.extras.authorization.add);
      await user.box(user.texts.form.extras.authorization.name("1")).fill("prompt");
      await user.box(user.texts.form.fields.device_url).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "what another grant type drops",
    go: async (user) => {
      await fill(user, "authorization_code_pkce");
      await user.page.locator("#grant_type").selectOption("client_credentials");
      await user.page.locator("#grant_type-note").waitFor();
    },
  },
  { name: "waiting for the browser", go: (user) => wait(user, "authorization_code_pkce", waitingBrowser()) },
  { name: "waiting without a browser, after an ignored redirect", go: (user) => wait(user, "authorization_code", waitingBrowser({ is_opened: false, ignored: "wrong_state" })) },
  { name: "waiting for another device", go: (user) => wait(user, "device_code", waitingDevice()) },
  {
    name: "signed in",
    core: (core) => {
      const place = savedWithUser(core);
      core.tokens.set(place, keptToken());
      core.signIns.set(place, signInStatus());
    },
    go: async (user) => {
      await user.edit();
      await user.page.locator(".signed-in-who").waitFor();
    },
  },
  {
    name: "signed in a moment ago, with unsaved data",
    core: (core) => {
      core.answer = () => signedIn();
    },
    go: async (user) => {
      await fill(user, "authorization_code_pkce");
      await user.press(user.texts.connect.connect);
      await user.page.locator(".signed-in-who").waitFor();
    },
  },
  {
    name: "a sign-in that was interrupted, without a refresh token's end",
    core: (core) => {
      const place = savedWithUser(core);
      core.tokens.set(place, keptToken());
      core.signIns.set(place, signInStatus({ was_interrupted: true, refresh_expires_at_ms: null }));
    },
    go: async (user) => {
      await user.edit();
      await user.page.locator(".signed-in-who").waitFor();
    },
  },
  {
    name: "sign-in needed",
    core: (core) => void core.signIns.set(savedWithUser(core), signInStatus({ needed: "refused", has_refresh_token: false, refresh_expires_at_ms: null })),
    go: async (user) => {
      await user.edit();
      await user.page.locator(".signed-in-needed").waitFor();
    },
  },
  {
    name: "a failed sign-in",
    core: (core) => {
      core.answer = () => deniedSignIn();
    },
    go: async (user) => {
      await fill(user, "authorization_code_pkce");
      await user.press(user.texts.connect.connect);
      await user.page.getByRole("alert").first().waitFor();
    },
  },
  {
    name: "an inspected ID token",
    core: (core) => {
      const place = savedWithUser(core);
      core.tokens.set(place, keptToken());
      core.signIns.set(place, signInStatus());
    },
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.tokens.inspect);
      await user.page.getByRole("tab", { name: user.texts.signIn.inspected.id }).click();
      await user.page.getByText("n-0S6_WzA2Mj").waitFor();
    },
  },
  {
    name: "the menu of a token with a sign-in",
    core: (core) => {
      const place = savedWithUser(core);
      core.tokens.set(place, keptToken());
      core.signIns.set(place, signInStatus());
    },
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.tokens.more);
      await user.page.getByRole("menuitem", { name: user.texts.tokens.forget }).waitFor();
    },
  },
  {
    name: "the list where a sign-in is needed",
    core: (core) => void core.signIns.set(savedWithUser(core), signInStatus({ needed: "expired" })),
    go: async (user) => {
      await user.list();
      await user.page.locator(".chip-sign-in").waitFor();
    },
  },
  {
    name: "Home where a sign-in is needed",
    core: (core) => void core.signIns.set(savedWithUser(core), signInStatus({ needed: "expired" })),
    go: async (user) => {
      await user.press(user.texts.shell.home);
      await user.page.locator(".card-needed").waitFor();
    },
  },
];
