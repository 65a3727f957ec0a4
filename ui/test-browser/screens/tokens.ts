// The token of the saved settings: kept, expired, not renewed, and what can be done with it.
import { keptToken } from "../core/answers";
import { type FakeCore, vaultThat } from "../core/fake";
import type { TokenStatus } from "../../src/bindings/TokenStatus";
import type { User } from "../user";
import { type ScreenState, first, saved } from "./seeds";

/** Saves authorizations, the first of which has a kept token. */
const kept = (changes: Partial<TokenStatus> = {}) => (core: FakeCore): void => {
  const { draft } = first(core);
  core.tokens.set(`${draft.id}/staging`, keptToken(changes));
};

async function edit(user: User): Promise<void> {
  await user.edit();
  await user.button(user.texts.tokens.copy).waitFor();
}

async function verifyAndIntrospect(user: User): Promise<void> {
  await edit(user);
  await user.press(user.texts.tokens.inspect);
  await user.press(user.texts.tokens.inspection.verify);
  await user.page.locator(".token-key").first().waitFor();
  await user.press(user.texts.tokens.inspection.introspect);
}

const BUSY = {
  stage: "http",
  code: "http_status",
  title: "temporarily_unavailable",
  http_status: 503,
  message: "",
  server_message: null,
  hint: "try_again",
  hint_text: "",
  retry_in_s: 30,
} as const;

export const TOKENS: readonly ScreenState[] = [
  { name: "a kept token", core: kept(), go: edit },
  {
    name: "a kept token beside CONNECTED",
    core: saved,
    go: async (user) => {
      await user.edit();
      await user.press(user.texts.connect.connected);
      await user.page.locator(".token-left").waitFor();
    },
  },
  {
    name: "the ways to copy a token",
    core: kept(),
    go: async (user) => {
      await edit(user);
      await user.press(user.texts.tokens.copyAs);
      await user.page.getByRole("menuitem", { name: user.texts.tokens.asCurl }).waitFor();
    },
  },
  {
    name: "an expired token that couldn't be renewed",
    core: kept({ left_ms: 0, expires_at_ms: Date.now() - 600_000, failure: BUSY }),
    go: async (user) => {
      await edit(user);
      await user.type("client_id", "another-service");
      await user.see(user.texts.tokens.ofSaved);
    },
  },
  {
    name: "a token that couldn't be copied",
    core: (core) => {
      kept()(core);
      core.copying = () => ({ result: "failed", failure: BUSY });
    },
    go: async (user) => {
      await edit(user);
      await user.press(user.texts.tokens.copy);
      await user.page.getByRole("alert").waitFor();
    },
  },
  {
    name: "an inspected token",
    core: kept(),
    go: async (user) => {
      await edit(user);
      await user.press(user.texts.tokens.inspect);
      await user.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "an inspected token that is unusual, with its text",
    core: (core) => {
      kept({ missing_scopes: ["invoices.write"], life_source: "jwt" })(core);
      const { jwt } = core.inspection;
      if (jwt !== null) core.inspection = { mark: "1", nonce_matches: null, requested_scopes: ["invoices.read", "invoices.write"], jwt: { ...jwt, header: [{ name: "alg", value: "none", at_ms: null }], issuer: "other_origin", audience: "differs", facts: ["alg_none", "long_life"] } };
    },
    go: async (user) => {
      await edit(user);
      await user.press(user.texts.tokens.inspect);
      await user.press(user.texts.tokens.inspection.show);
      await user.page.getByRole("region", { name: user.texts.tokens.inspection.text }).waitFor();
    },
  },
  {
    name: "a token that can't be read yet",
    core: (core) => {
      kept()(core);
      core.vault = vaultThat({ state: "locked" });
    },
    go: async (user) => {
      await edit(user);
      await user.page.getByText(user.texts.tokens.unread).waitFor();
    },
  },
  {
    name: "a verified and introspected token",
    core: kept(),
    go: async (user) => {
      await verifyAndIntrospect(user);
      await user.page.getByText("client_id").waitFor();
    },
  },
  {
    name: "a token with an invalid signature, and a server that doesn't say whether it is valid",
    core: (core) => {
      kept()(core);
      core.signature = {
        result: "invalid",
        tried: [{ id: null, kind: "P-256", thumbprint: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U" }],
        keys_url: "https://login.example.com/.well-known/jwks.json",
      };
      core.introspection = { result: "not_answered", why: { problem: "other_origin", origin: "https://accounts.example.com" } };
    },
    go: async (user) => {
      await verifyAndIntrospect(user);
      await user.page.getByRole("dialog").getByText("https://accounts.example.com").waitFor();
    },
  },
  {
    name: "an opaque token",
    core: (core) => {
      kept({ scopes: [] })(core);
      core.inspection = { mark: "1", nonce_matches: null, requested_scopes: [], jwt: null };
    },
    go: async (user) => {
      await edit(user);
      await user.press(user.texts.tokens.inspect);
      await user.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "the use in a script",
    core: kept(),
    go: async (user) => {
      await edit(user);
      await user.press(user.texts.tokens.more);
      await user.page.getByRole("menuitem", { name: user.texts.tokens.script.open }).click();
      await user.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "a token that couldn't be revoked",
    core: (core) => {
      kept()(core);
      core.revocation = { result: "not_revoked", why: { problem: "other_origin", origin: "https://accounts.example.com" } };
    },
    go: async (user) => {
      await edit(user);
      await user.press(user.texts.tokens.more);
      await user.page.getByRole("menuitem", { name: user.texts.tokens.disconnect }).click();
      await user.page.locator(".token-warning").waitFor();
    },
  },
  {
    name: "the list with kept tokens",
    core: (core) => {
      kept()(core);
      const [one] = [...core.saved.values()];
      core.tokens.set(`${one?.authorization.draft.id}/production`, keptToken({ left_ms: 0, expires_at_ms: Date.now() - 600_000 }));
    },
    go: async (user) => {
      await user.list();
      await user.page.locator(".chip-token").first().waitFor();
    },
  },
];
