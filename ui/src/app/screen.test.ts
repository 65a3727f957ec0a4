// Which screen is shown when the core responds late, and how failures are shown.
import { beforeEach, expect, test, vi } from "vitest";

import { blank, check, unused } from "../form/fixtures";
import { edit, go, openFailure, screen } from "./screen";
import { begun, fatal, vaultStatus } from "./session";
import { NO_TOKENS } from "../form/tokens";

const answers = vi.hoisted(() => ({ core: {} as Record<string, (...given: never[]) => Promise<unknown>> }));
vi.mock("../ipc", () => {
  const asked = new Proxy({}, { get: (_, name: string) => answers.core[name] ?? (() => Promise.resolve(null)) });
  return { core: asked, vault: asked, listenToEvents: () => new Promise(() => undefined), asFailure: (error: unknown) => error };
});

const unsaved: boolean[] = [];
const authorization = (id: string) => ({ ...unused(), draft: { ...blank(), id, revision: 1, etag: "1", name: id }, updated_at_ms: 1 });
const nameShown = () => {
  const now = screen.peek();
  return now.name === "form" ? now.form.form.peek().draft.name : now.name;
};

beforeEach(() => {
  answers.core = {
    tokenStatus: () => Promise.resolve(NO_TOKENS),
    blank: () => Promise.resolve(blank()),
    check: () => Promise.resolve(check("not_configured", "not_configured")),
    unsaved: (is: never) => {
      unsaved.push(is);
      return Promise.resolve(null);
    },
  };
  go("list");
});

test("a form that opens late doesn't replace a newer one, which keeps its unsaved changes", async () => {
  const slow: ((opened: unknown) => void)[] = [];
  answers.core["read"] = (id: never) => (id === "slow" ? new Promise((answer) => slow.push(answer)) : Promise.resolve(authorization(id)));
  const late = edit({ id: "slow" });
  await edit({ id: "quick" });
  const now = screen.peek();
  if (now.name !== "form") throw new Error("a form is shown");
  now.form.change({ ...now.form.form.peek(), draft: { ...now.form.form.peek().draft, description: "typed" } });
  slow[0]?.(authorization("slow"));
  await late;
  expect(nameShown()).toBe("quick");
  expect(unsaved.at(-1)).toBe(true);
  now.form.dispose();
  screen.value = { name: "home", turn: 0 };
});

test("a form that opens late isn't shown after the user went elsewhere, and neither is its failure", async () => {
  let refuse: (reason: unknown) => void = () => undefined;
  answers.core["read"] = () =>
    new Promise((_, reject) => {
      refuse = reject;
    });
  const late = edit({ id: "1" });
  go("home");
  refuse({ kind: "busy" });
  await late;
  expect([nameShown(), openFailure.peek()]).toEqual(["home", null]);
});

test("why a form couldn't be opened is shown until another one is opened", async () => {
  answers.core["read"] = () => Promise.reject({ kind: "busy" });
  await edit({ id: "1" });
  expect(openFailure.peek()).toEqual({ kind: "busy" });
  answers.core["read"] = (id: never) => Promise.resolve(authorization(id));
  await edit({ id: "1" });
  expect(openFailure.peek()).toBe(null);
});

test("a keyring that fails doesn't stop the window", async () => {
  const vault = { home: "keyring", state: "key_out_of_reach", keyring: null };
  answers.core["opened"] = () => Promise.resolve({ vault, report: null, version: "1" });
  answers.core["retryKeyring"] = () => Promise.reject({ kind: "storage", keyring: null, origin_change: null });
  await begun();
  expect(fatal.peek()).toBe(null);
  expect(vaultStatus.peek()).toEqual({ ...vault, keyring: "failed" });
});
