// Changes that were made outside Keyfob: how they are shown and what they do to the form.
import { beforeEach, expect, test, vi } from "vitest";

import type { Authorization } from "../bindings/Authorization";
import type { Failure } from "../bindings/Failure";
import type { OutsideChange } from "../bindings/OutsideChange";
import { createFormController } from "./controller";
import { withFields } from "./fields";
import { isOnlyRevision, outsideDifferences } from "./outsideChange";
import { validation } from "./state";
import { blank, blankFields, check, filled, outsideChange, saved, unused } from "./fixtures";
import { NO_TOKENS } from "./tokens";

const answers = vi.hoisted(() => ({ core: {} as Record<string, (...given: never[]) => Promise<unknown>> }));
vi.mock("../ipc", () => ({
  core: new Proxy({}, { get: (_, name: string) => answers.core[name] ?? (() => Promise.resolve(null)) }),
  asFailure: (error: unknown) => error,
}));

const changedOutside = (change: OutsideChange): Failure => ({ kind: "changed_outside", detail: null, problems: [], keyring: null, origin_change: null, outside_change: change });
const read = (change: OutsideChange): Authorization => ({ ...unused(), draft: change.found, outside_change: change, updated_at_ms: 2 });
const decided = (draft: Authorization["draft"]): Authorization => ({ ...unused(), draft: { ...draft, revision: 2, etag: "2" }, updated_at_ms: 3 });
const shown = (change: OutsideChange) => outsideDifferences(change).map(({ environment, field, mine, theirs }) => [environment, field, Object.values(mine)[0], Object.values(theirs)[0]]);
const MOVED = { token_url: "https://b.example/token" };

beforeEach(() => {
  answers.core = { tokenStatus: () => Promise.resolve(NO_TOKENS), check: () => Promise.resolve(check("complete", "not_configured")), secretMatches: () => Promise.resolve(false) };
});

test("saved and stored version are compared field by field, and each replaced secret is named", () => {
  const change = outsideChange(saved(), MOVED, { secrets: [{ environment: "staging", field: { field: "client_secret" } }] });
  expect(shown(change)).toEqual([
    ["staging", "token_url", "https://a.example/token", "https://b.example/token"],
    ["staging", "client_secret", "stored", "other"],
  ]);
  expect(isOnlyRevision(change)).toBe(false);
});

test("a stored secret in place of none is one row, not two", () => {
  const form = saved({ client_secret: { kind: "blank" } });
  const change = outsideChange(form, {}, { secrets: [{ environment: "staging", field: { field: "client_secret" } }] });
  expect(shown(change)).toEqual([["staging", "client_secret", "blank", "other"]]);
});

test("a replaced secret of an extra parameter is labelled by the parameter's name", () => {
  const extras = [{ slot: "1", place: "header" as const, name: "X-Token", value: { kind: "secret" as const, input: { kind: "stored" as const } } }];
  const change = outsideChange(saved({ extras }), { extras }, { secrets: [{ environment: "staging", field: { field: "extra", slot: "1" } }] });
  expect(shown(change)).toEqual([["staging", "extra:header:X-Token", "stored", "other"]]);
});

test("a secret extra parameter with another place or name is a difference, also beside others", () => {
  const extra = (place: "header" | "query", name: string) => [{ slot: "1", place, name, value: { kind: "secret" as const, input: { kind: "stored" as const } } }];
  const form = saved({ extras: extra("header", "X-Token") });
  expect(shown(outsideChange(form, { extras: extra("query", "X-Token") }))).toEqual([["staging", "secret_extra:1", "extra:header:X-Token", "extra:query:X-Token"]]);
  expect(shown(outsideChange(form, { extras: extra("header", "X-Other"), scopes: ["a"] })).map(([, field]) => field)).toEqual(["scopes", "secret_extra:1"]);
});

test("another type, consent without effect at this URL, and a second parameter with the same name are differences", () => {
  const form = saved();
  const apiKey = { ...blank().details, type: "api-key" as const, environments: { staging: { key: "K", in: "header" as const, value: { kind: "blank" as const } }, production: { key: "", in: "header" as const, value: { kind: "blank" as const } } } };
  expect(shown(outsideChange(form, {}, { found: { ...form.baseline, details: apiKey } }))[0]).toEqual([null, "type", "oauth2", "api-key"]);
  expect(shown(outsideChange(form, { accept_cleartext: true }))).toEqual([["staging", "accept_cleartext", "false", "true"]]);
  const extra = (slot: string, text: string) => ({ slot, place: "body" as const, name: "a", value: { kind: "plain" as const, text } });
  const one = saved({ extras: [extra("1", "1")] });
  expect(shown(outsideChange(one, { extras: [extra("2", "2"), extra("1", "1")] }))).toEqual([["staging", "extra:body:a", "1", "2\n1"]]);
});

test("if only the revision is older, no row is shown, which is distinguished from changes that no field shows", () => {
  const change = outsideChange(saved(), {});
  expect([shown(change), isOnlyRevision(change)]).toEqual([[], true]);
  const extra = (slot: string) => ({ slot, place: "body" as const, name: slot, value: { kind: "plain" as const, text: "" } });
  const reordered = outsideChange(saved({ extras: [extra("1"), extra("2")] }), { extras: [extra("2"), extra("1")] });
  expect([shown(reordered), isOnlyRevision(reordered)]).toEqual([[], false]);
  const unreadable = outsideChange(saved(), MOVED, { sealed: null });
  expect([shown(unreadable), isOnlyRevision(unreadable)]).toEqual([[], false]);
});

test("another etag of the same revision is read into a clean form, and leaves what was typed alone", async () => {
  const change = outsideChange(saved(), MOVED);
  answers.core["read"] = () => Promise.resolve(read(change));
  const clean = createFormController(saved());
  await clean.refresh();
  expect(clean.form.peek()).toMatchObject({ draft: change.found, outsideChange: change });
  const dirty = createFormController(saved());
  dirty.change({ ...dirty.form.peek(), draft: { ...dirty.form.peek().draft, name: "typed" } });
  await dirty.refresh();
  expect(dirty.form.peek()).toMatchObject({ draft: { name: "typed", etag: "1" }, outsideChange: change, elsewhere: null });
});

test("unlocking the vault adds the change, and when a secret was last shown, to the same content", async () => {
  const form = saved();
  const controller = createFormController(form);
  const change = outsideChange(form, {}, { found: form.baseline });
  answers.core["read"] = () => Promise.resolve({ ...read(change), last_revealed_at_ms: { staging: 7, production: null } });
  await controller.refresh();
  expect(controller.form.peek()).toMatchObject({ outsideChange: change, lastRevealedAt: { staging: 7, production: null } });
});

test("an older revision that another program restored is noticed", async () => {
  const form = saved();
  const controller = createFormController({ ...form, baseline: { ...form.baseline, revision: 5 }, draft: { ...form.draft, revision: 5 } });
  const change = outsideChange(form, {}, { found: form.baseline });
  answers.core["read"] = () => Promise.resolve(read(change));
  await controller.refresh();
  expect(controller.form.peek()).toMatchObject({ draft: { revision: 1 }, outsideChange: change });
});

test.each(["save", "connect"] as const)("a %s that is refused because of the change shows it, and loses nothing", async (command) => {
  const form = saved();
  const controller = createFormController(form);
  const change = outsideChange(form, MOVED);
  answers.core[command] = () => Promise.reject(changedOutside(change));
  controller.changeFields("staging", filled({ client_id: "typed" }));
  await (command === "save" ? controller.save() : controller.connections.connect("staging"));
  expect(controller.form.peek().outsideChange).toEqual(change);
  expect(controller.form.peek().draft).toEqual(withFields(form.draft, "staging", filled({ client_id: "typed" })));
});

test.each(["save", "connect"] as const)("a %s of a stale copy is reported as a change from outside if it was one", async (command) => {
  const form = saved();
  const change = outsideChange(form, MOVED);
  answers.core[command] = () => Promise.reject({ ...changedOutside(change), kind: "stale", outside_change: null });
  for (const [outside_change, kind] of [[change, "changed_outside"], [null, "stale"]] as const) {
    answers.core["read"] = () => Promise.resolve({ ...read(change), outside_change });
    const controller = createFormController(form);
    controller.changeFields("staging", filled({ client_id: "typed" }));
    await (command === "save" ? controller.save() : controller.connections.connect("staging"));
    const { failure, runs, outsideChange: noted } = controller.form.peek();
    const shown = failure ?? (runs.staging.state === "refused" ? runs.staging.failure : null);
    expect([shown?.kind, noted]).toEqual([kind, outside_change]);
  }
});

test("a typed secret that can't be compared because of the change shows it", async () => {
  const form = saved();
  const controller = createFormController(form);
  const change = outsideChange(form, MOVED);
  answers.core["secretMatches"] = () => Promise.reject(changedOutside(change));
  controller.changeFields("staging", filled({ client_secret: { kind: "typed", text: "s3cret" } }));
  await vi.waitFor(() => expect(controller.form.peek().outsideChange).toEqual(change));
  expect(controller.form.peek().matches.staging).toEqual({});
});

test("a validation doesn't count while a change from outside is undecided", () => {
  const form = saved();
  expect([validation(form, "staging"), validation({ ...form, outsideChange: outsideChange(form, MOVED) }, "staging")]).toEqual(["saved", null]);
});

test("a change of another authorization that is reported late isn't shown", () => {
  const controller = createFormController(saved());
  controller.outside.note(changedOutside(outsideChange(saved(), MOVED, { id: "another" })));
  expect(controller.form.peek().outsideChange).toBe(null);
});

test("restoring and accepting open the decided version in the form", async () => {
  const form = saved();
  const change = outsideChange(form, MOVED);
  const sent: unknown[] = [];
  answers.core["restoreSealed"] = (...given) => (sent.push(given), Promise.resolve(decided(form.baseline)));
  answers.core["acceptOutsideChange"] = (...given) => (sent.push(given), Promise.resolve(decided(change.found)));
  for (const [way, url] of [["restore", "https://a.example/token"], ["accept", "https://b.example/token"]] as const) {
    const controller = createFormController({ ...form, outsideChange: change });
    expect(await controller.outside[way]()).toBe(null);
    expect(controller.form.peek()).toMatchObject({ outsideChange: null, draft: { revision: 2, details: { environments: { staging: { token_url: url } } } } });
  }
  expect(sent).toEqual([["1"], ["1", "token"]]);
});

test("a second change in the meantime isn't accepted: the new change is shown", async () => {
  const form = saved();
  const again = outsideChange(form, { token_url: "https://c.example/token" }, { token: "newer" });
  answers.core["acceptOutsideChange"] = () => Promise.reject(changedOutside(again));
  const controller = createFormController({ ...form, outsideChange: outsideChange(form, MOVED) });
  expect((await controller.outside.accept())?.kind).toBe("changed_outside");
  expect(controller.form.peek().outsideChange).toEqual(again);
});

test("restoring a type that another program replaced also loads the empty draft of that type", async () => {
  const form = saved();
  const oauth2 = { ...blank(), description: "blank of the type" };
  answers.core["blank"] = () => Promise.resolve(oauth2);
  answers.core["restoreSealed"] = () => Promise.resolve(decided(form.baseline));
  const apiKey = { ...blank(), details: { type: "api-key" as const, environments: { staging: { key: "", in: "header" as const, value: { kind: "blank" as const } }, production: { key: "", in: "header" as const, value: { kind: "blank" as const } } } } };
  const controller = createFormController({ ...form, blank: apiKey, outsideChange: outsideChange(form, MOVED) });
  await controller.outside.restore();
  expect(controller.form.peek().blank).toBe(oauth2);
  controller.clear("staging");
  expect(controller.form.peek().draft.details.environments.staging).toEqual(blankFields());
});
