// The token commands of the fake core.
import type { Authorization } from "../../src/bindings/Authorization";
import type { Connection } from "../../src/bindings/Connection";
import type { Environment } from "../../src/bindings/Environment";
import type { TokenCopy } from "../../src/bindings/TokenCopy";
import type { TokenStatuses } from "../../src/bindings/TokenStatuses";
import { keptToken, scriptLines } from "./answers";
import { signInStatus, signInsOf } from "./signIn";
import { type FakeCore, fail } from "./fake";

async function copyToken(core: FakeCore, id: string, environment: Environment, form: string): Promise<TokenCopy> {
  const answer = await core.copying();
  if (answer.result !== "copied") return answer;
  core.copied.push(`${id}/${environment}/${form}`);
  if (!core.tokens.has(`${id}/${environment}`)) core.tokens.set(`${id}/${environment}`, keptToken());
  return answer;
}

/** While the vault is locked, only that there is a token is known. */
export function tokenStatuses(core: FakeCore, authorization: Authorization): TokenStatuses {
  const isLocked = core.vault.state === "locked";
  const kept = core.ofTokens(authorization, () => true);
  return {
    of: isLocked ? { staging: null, production: null } : core.ofTokens(authorization, (token) => token),
    unread: { staging: isLocked && kept.staging === true, production: isLocked && kept.production === true },
    sign_ins: isLocked ? { staging: null, production: null } : signInsOf(core, authorization),
  };
}

/** Keeps the token of a connection with saved data, and who signed in. */
export function keepToken(core: FakeCore, place: string, { signed_in: signedIn }: Connection): void {
  core.tokens.set(place, keptToken());
  if (signedIn !== null) core.signIns.set(place, signInStatus({ user: signedIn.user, at_ms: Date.now(), has_refresh_token: signedIn.has_refresh_token, refresh_expires_at_ms: null }));
}

/** Forgets a token, and who signed in for it. */
function forget(core: FakeCore, place: string): void {
  core.tokens.delete(place);
  if (core.signIns.has(place)) core.signIns.set(place, signInStatus({ user: null, at_ms: null, has_refresh_token: false, refresh_expires_at_ms: null, has_id_token: false, needed: "not_signed_in" }));
}

// oxlint-disable-next-line typescript/no-explicit-any -- arguments come as the page sent them
export const tokenCommands = (core: FakeCore, a: any): Record<string, () => unknown> => ({
  token_status: () => tokenStatuses(core, core.find(a.id).authorization),
  copy_token: () => copyToken(core, a.id, a.environment, a.form),
  disconnect: () => {
    forget(core, `${a.id}/${a.environment}`);
    return core.revocation;
  },
  forget_token: () => {
    forget(core, `${a.id}/${a.environment}`);
    return null;
  },
  forget_all_tokens: () => {
    core.tokens.clear();
    return null;
  },
  inspect_token: () => {
    if (a.which === "id") return core.idToken;
    const status = core.tokens.get(`${a.id}/${a.environment}`);
    if (status === undefined) throw fail("not_found");
    return { ...core.inspection, status };
  },
  introspect_token: () => core.introspection,
  verify_token: () => core.signature,
  reveal_token: () => core.opening.then(() => "canary-token-text"),
  script_lines: () => scriptLines(core.find(a.id).authorization.draft.name, a.environment),
});
