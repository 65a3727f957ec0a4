// The token commands of the fake core.
import type { Environment } from "../../src/bindings/Environment";
import type { TokenCopy } from "../../src/bindings/TokenCopy";
import { keptToken, scriptLines } from "./answers";
import { type FakeCore, fail } from "./fake";

async function copyToken(core: FakeCore, id: string, environment: Environment, form: string): Promise<TokenCopy> {
  const answer = await core.copying();
  if (answer.result !== "copied") return answer;
  core.copied.push(`${id}/${environment}/${form}`);
  if (!core.tokens.has(`${id}/${environment}`)) core.tokens.set(`${id}/${environment}`, keptToken());
  return answer;
}

// oxlint-disable-next-line typescript/no-explicit-any -- arguments come as the page sent them
export const tokenCommands = (core: FakeCore, a: any): Record<string, () => unknown> => ({
  token_status: () => core.tokenStatuses(core.find(a.id).authorization),
  copy_token: () => copyToken(core, a.id, a.environment, a.form),
  disconnect: () => {
    core.tokens.delete(`${a.id}/${a.environment}`);
    return core.revocation;
  },
  forget_token: () => {
    core.tokens.delete(`${a.id}/${a.environment}`);
    return null;
  },
  forget_all_tokens: () => {
    core.tokens.clear();
    return null;
  },
  inspect_token: () => {
    const status = core.tokens.get(`${a.id}/${a.environment}`);
    if (status === undefined) throw fail("not_found");
    return { ...core.inspection, status };
  },
  introspect_token: () => core.introspection,
  verify_token: () => core.signature,
  reveal_token: () => core.opening.then(() => "canary-token-text"),
  script_lines: () => scriptLines(core.find(a.id).authorization.draft.name, a.environment),
});
