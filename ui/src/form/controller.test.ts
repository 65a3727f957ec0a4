// The form controller against a core that responds when the test says so.
import { beforeEach, expect, test, vi } from "vitest";

import type { Authorization } from "../bindings/Authorization";
import type { Failure } from "../bindings/Failure";
import { createFormController } from "./controller";
import { fieldsOf, withFields } from "./fields";
import { withGrant } from "./grants";
import { type Form, opened } from "./model";
import { earlierOutcome, endedSignIns, isDirty, lastFailure, validation, saveBlockers, shownProblem } from "./state";
import { blank, check, filled, problem, saved, unused } from "./fixtures";
import { NO_TOKENS } from "./tokens";

const answers = vi.hoisted(() => ({ core: {} as Record<string, (...given: never[]) => Promise<unknown>> }));
vi.mock("../ipc", () => ({
  core: new Proxy({}, { get: (_, name: string) => answers.core[name] ?? (() => Promise.resolve(null)) }),
  asFailure: (error: unknown) => error,
}));

const calls: string[] = [];
const failure = (kind: Failure["kind"], problems: Failure["problems"] = []): Failure => ({ kind, detail: null, problems, keyring: null, origin_change: null, outside_change: null });
const complete = check("complete", "not_configured");
const later = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
/** A promise that the test resolves. */
function pending<T>() {
  let answer: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    answer = resolve;
  });
  return { promise, answer };
}
const authorization = (form: Form, revision: number, validatedAt: number | null = null): Authorization => ({
  ...unused(),
  draft: { ...form.baseline, revision, etag: String(revision) },
  validated_at_ms: { staging: validatedAt, production: null },
  updated_at_ms: 2,
});
const rename = (controller: ReturnType<typeof createFormController>, name: string) => {
  const form = controller.form.peek();
  controller.change({ ...form, draft: { ...form.draft, name } });
};

beforeEach(() => {
  calls.length = 0;
  answers.core = {
    tokenStatus: () => Promise.resolve(NO_TOKENS),
    check: () => Promise.resolve(complete),
    secretMatches: () => Promise.resolve(false),
    readScopes: (text: string) => Promise.resolve({ added: [text], refused: [] }),
    cancelConnect: () => {
      calls.push("cancelConnect");
      return Promise.resolve(null);
    },
  };
});

test("a problem that a save reports is at its field, and the save can be tried again", async () => {
  const controller = createFormController(saved());
  const lost = problem("client_secret", "staging");
  answers.core["save"] = () => Promise.reject(failure("invalid_input", [lost]));
  rename(controller, "renamed");
  expect(await controller.save()).toBe(false);
  expect(shownProblem(controller.form.peek(), "staging", "client_secret")).toEqual(lost);
  expect(saveBlockers(controller.form.peek())).toEqual([]);
});

test("a problem that CONNECT reports is at its field", async () => {
  const controller = createFormController(saved());
  const lost = problem("client_secret", "staging");
  answers.core["connect"] = () => Promise.reject(failure("invalid_input", [lost]));
  await controller.connections.connect("staging");
  expect(shownProblem(controller.form.peek(), "staging", "client_secret")).toEqual(lost);
});

test.each([
  ["oauth", null],
  ["network", "saved"],
] as const)("a CONNECT of a validated environment that failed at the stage %s leaves it %s", async (stage, how) => {
  const controller = createFormController(saved());
  answers.core["connect"] = () => Promise.resolve({ result: "failed", stage, code: "x", alternatives: [] });
  await controller.connections.connect("staging");
  expect(validation(controller.form.peek(), "staging")).toBe(how);
  expect(controller.form.peek().runs.staging.state).toBe("failed");
});

test("a failure that was remembered before this CONNECT isn't shown again when a later one is cancelled", async () => {
  const last = { at_ms: 1, stage: "network", code: "timeout", total_ms: 1 };
  const controller = createFormController({ ...saved(), lastAttempts: { staging: last, production: last } });
  expect(lastFailure(controller.form.peek(), "staging")).toBe(last);
  answers.core["connect"] = () => Promise.resolve({ result: "failed", stage: "network", code: "x", alternatives: [] });
  await controller.connections.connect("staging");
  answers.core["connect"] = () => Promise.reject(failure("cancelled"));
  await controller.connections.connect("staging");
  const form = controller.form.peek();
  expect([form.runs.staging.state, lastFailure(form, "staging"), form.lastAttempts.production]).toEqual(["idle", null, last]);
});

test.each(["connected", "failed"] as const)("what is typed while CONNECT runs is distinguished from the data that %s", async (result) => {
  const controller = createFormController(saved({}, null));
  const asked = pending<unknown>();
  answers.core["connect"] = () => asked.promise;
  const done = controller.connections.connect("staging");
  await later();
  controller.changeFields("staging", filled({ client_id: "typed meanwhile" }));
  asked.answer({ result, stage: "oauth", code: "x", alternatives: [] });
  await done;
  expect([validation(controller.form.peek(), "staging"), earlierOutcome(controller.form.peek(), "staging")]).toEqual([null, result]);
  controller.changeFields("staging", filled());
  expect(earlierOutcome(controller.form.peek(), "staging")).toBe(null);
});

test("a new form checks its name again after another program changed the data", async () => {
  const controller = createFormController(opened(blank(), null, complete));
  answers.core["check"] = () => Promise.resolve(check("complete", "not_configured", [{ field: "name", environment: null, index: null, code: "name_taken" }]));
  await controller.refresh();
  await later();
  expect(shownProblem(controller.form.peek(), null, "name")?.code).toBe("name_taken");
});

test("what is typed while another program's version is read is not overwritten", async () => {
  const form = saved();
  const controller = createFormController(form);
  const reading = pending<Authorization>();
  answers.core["read"] = () => reading.promise;
  const refreshed = controller.refresh();
  rename(controller, "typed meanwhile");
  reading.answer(authorization(form, 2));
  await refreshed;
  expect(controller.form.peek()).toMatchObject({ elsewhere: "changed", draft: { name: "typed meanwhile" } });
});

test("a response that is older than the form's own save changes nothing", async () => {
  const form = saved();
  const controller = createFormController(form);
  const reading = pending<Authorization>();
  answers.core["read"] = () => reading.promise;
  answers.core["save"] = () => Promise.resolve({ ...authorization(form, 2), draft: { ...form.baseline, name: "renamed", revision: 2 } });
  const refreshed = controller.refresh();
  rename(controller, "renamed");
  expect(await controller.save()).toBe(true);
  reading.answer(authorization(form, 1));
  await refreshed;
  expect(controller.form.peek()).toMatchObject({ elsewhere: null, draft: { name: "renamed", revision: 2 } });
});

test("a validation that another program made or ended is noticed although the data is the same", async () => {
  const form = saved({}, null);
  const controller = createFormController(form);
  answers.core["read"] = () => Promise.resolve(authorization(form, 1, 7));
  await controller.refresh();
  expect(validation(controller.form.peek(), "staging")).toBe("saved");
  answers.core["read"] = () => Promise.resolve(authorization(form, 1, null));
  await controller.refresh();
  expect(validation(controller.form.peek(), "staging")).toBe(null);
});

test("clearing an environment cancels its request", async () => {
  const controller = createFormController(saved());
  answers.core["connect"] = () => new Promise(() => undefined);
  void controller.connections.connect("staging");
  await later();
  expect(controller.form.peek().runs.staging.state).toBe("running");
  controller.clear("staging");
  expect(calls).toEqual(["cancelConnect"]);
});

test("a CONNECT with the saved data goes on when the form is closed, and any other is cancelled", async () => {
  for (const [change, left] of [[{}, ["connected"]], [{ client_id: "typed" }, []]] as const) {
    const controller = createFormController(saved());
    const { promise, answer } = pending<unknown>();
    answers.core["connect"] = () => promise;
    controller.changeFields("staging", filled({ client_secret: { kind: "stored" }, ...change }));
    await later();
    const done = controller.connections.connect("staging");
    await later();
    const going = controller.dispose();
    answer({ result: "connected" });
    expect(await Promise.all(going.map(({ result }) => result))).toEqual(left);
    await done;
    expect(calls.splice(0)).toEqual(left.length > 0 ? [] : ["cancelConnect"]);
  }
});

/** The form of a saved authorization with which a user signs in. */
function savedWithUser(): Form {
  const form = saved();
  const draft = withGrant(form.draft, "authorization_code_pkce");
  return { ...form, draft, baseline: draft };
}

test.each([
  ["a browser", { kind: "browser", address: "a", redirect_url: "r", is_opened: true, until_ms: 1, ignored: null }, "left"],
  ["what isn't known yet", null, "left"],
  ["the token only", { kind: "token" }, "connected"],
] as const)("when the form is closed, a sign-in that waits for %s is cancelled only if it may be for the user, since nothing else shows that", async (_, waiting, how) => {
  const controller = createFormController(savedWithUser());
  const { promise, answer } = pending<unknown>();
  answers.core["connect"] = () => promise;
  const done = controller.connections.connect("staging");
  await later();
  const run = controller.form.peek().runs.staging;
  const attempt = run.state === "running" ? run.attempt : 0;
  if (waiting !== null) controller.connections.wait(attempt, waiting);
  const [left] = controller.dispose();
  answer({ result: "connected" });
  expect([calls.splice(0), await left?.result]).toEqual([how === "left" ? ["cancelConnect"] : [], how]);
  await done;
});

test("which sign-in a save ends is asked again when what is kept may have changed: after a CONNECT, and when it was forgotten", async () => {
  const controller = createFormController(savedWithUser());
  let ends = true;
  answers.core["check"] = () => Promise.resolve({ ...complete, ends_sign_in: { staging: ends, production: false } });
  answers.core["tokenStatus"] = () => Promise.resolve({ ...NO_TOKENS });
  controller.changeFields("staging", filled({ client_id: "other" }));
  await later();
  expect(endedSignIns(controller.form.peek())).toEqual(["staging"]);
  ends = false;
  answers.core["connect"] = () => Promise.resolve({ result: "connected" });
  await controller.connections.connect("staging");
  await later();
  expect(endedSignIns(controller.form.peek())).toEqual([]);
  ends = true;
  await controller.tokens.forget("staging");
  await later();
  expect(endedSignIns(controller.form.peek())).toEqual(["staging"]);
  controller.dispose();
});

test("an authorization that is deleted elsewhere is no longer stored, validated or connected in the form, which becomes a new one", async () => {
  const controller = createFormController({ ...saved(), validatedAt: { staging: 1, production: null } });
  answers.core["read"] = () => Promise.reject(failure("not_found"));
  expect(validation(controller.form.peek(), "staging")).toBe("saved");
  await controller.refresh();
  const { draft, elsewhere, saved: stored } = controller.form.peek();
  expect([draft.id, elsewhere, stored.staging, validation(controller.form.peek(), "staging")]).toEqual([null, "deleted", false, null]);
  expect(fieldsOf(draft, "staging")).toMatchObject({ client_secret: { kind: "blank" } });
});

test("a scope that is being read is not forgotten, and does not come back after all were removed", async () => {
  const controller = createFormController(saved());
  const reading = pending<unknown>();
  answers.core["readScopes"] = () => reading.promise;
  controller.scopes.end("staging", "read");
  expect(isDirty(controller.form.peek())).toBe(true);
  await later();
  controller.scopes.removeAll("staging");
  reading.answer({ added: ["read"], refused: [] });
  await controller.scopes.settled();
  expect(controller.form.peek().draft).toEqual(withFields(controller.form.peek().draft, "staging", filled({ scopes: [] })));
  expect(isDirty(controller.form.peek())).toBe(false);
});

test("a scope that could not be read goes back into the field, before what was typed since", async () => {
  const controller = createFormController(saved());
  answers.core["readScopes"] = () => Promise.reject(failure("storage"));
  controller.scopes.end("staging", "read");
  controller.scopes.type("staging", "wri");
  await controller.scopes.settled();
  expect(controller.form.peek().scopes.staging).toEqual({ text: "read wri", refused: [], surplus: [], reading: [] });
});

test("keeping my version saves a secret that equals only the one that was stored before", async () => {
  const form = saved();
  const controller = createFormController(form);
  answers.core["secretMatches"] = () => Promise.resolve(true);
  controller.changeFields("staging", filled({ client_secret: { kind: "typed", text: "former" } }));
  await later();
  expect(isDirty(controller.form.peek())).toBe(false);
  answers.core["secretMatches"] = () => Promise.resolve(false);
  const sent: unknown[] = [];
  answers.core["save"] = (draft: never) => {
    sent.push(draft);
    return Promise.resolve(authorization(form, 3));
  };
  expect(await controller.keepMine(authorization(form, 2))).toBe(true);
  expect(JSON.stringify(sent)).toContain("former");
});

test("keeping my version merges what another program changed in other fields", async () => {
  const form = saved();
  const controller = createFormController(form);
  controller.changeFields("staging", filled({ client_id: "mine" }));
  const theirs = authorization(form, 2);
  theirs.draft = withFields({ ...theirs.draft, name: "renamed" }, "staging", filled({ scopes: ["theirs"] }));
  const sent: unknown[] = [];
  answers.core["save"] = (draft: never) => {
    sent.push(draft);
    return Promise.resolve(theirs);
  };
  expect(await controller.keepMine(theirs)).toBe(true);
  expect(sent).toEqual([{ ...withFields(theirs.draft, "staging", filled({ client_id: "mine", scopes: ["theirs"] })), revision: 2 }]);
});

test("my version that is refused leaves the two versions to be compared again", async () => {
  const controller = createFormController(saved());
  controller.changeFields("staging", filled({ client_id: "mine" }));
  const before = controller.form.peek();
  const theirs = authorization(saved(), 2);
  theirs.draft = withFields({ ...theirs.draft, name: "renamed" }, "staging", filled({ scopes: ["theirs"] }));
  answers.core["save"] = () => Promise.reject(failure("origin_changed"));
  expect(await controller.keepMine(theirs)).toBe(false);
  const { draft, baseline, elsewhere, failure: why } = controller.form.peek();
  expect([draft, baseline, elsewhere, why?.kind]).toEqual([before.draft, before.baseline, "changed", "origin_changed"]);
});

test("an authorization that was deleted elsewhere is saved as new once its secrets are typed again", async () => {
  const controller = createFormController(saved());
  const sent: { id: unknown; revision: unknown }[] = [];
  answers.core["check"] = (draft: never) =>
    Promise.resolve(/again|stored/u.test(JSON.stringify(draft)) ? complete : check("incomplete", "not_configured", [problem("client_secret", "staging")]));
  answers.core["save"] = (draft: never) => {
    sent.push(draft);
    return sent.length === 1 ? Promise.reject(failure("not_found")) : Promise.resolve({ ...authorization(saved(), 1), draft });
  };
  rename(controller, "renamed");
  expect(await controller.save()).toBe(false);
  expect(controller.form.peek().elsewhere).toBe("deleted");
  expect(await controller.saveAsNew()).toBe(false);
  expect(shownProblem(controller.form.peek(), "staging", "client_secret")?.code).toBe("required");
  controller.changeFields("staging", filled({ client_secret: { kind: "typed", text: "again" } }));
  expect(await controller.save()).toBe(true);
  expect(sent.at(-1)).toMatchObject({ id: null, revision: null, etag: null, name: "renamed" });
});
