import { expect, test } from "vitest";

import { differences } from "./differences";
import { fieldsOf, withFields } from "./fields";
import { savedAs, withFormFields } from "./model";
import { isDirty } from "./state";
import { check, filled, saved, unused } from "./fixtures";

const authorization = (form: ReturnType<typeof saved>, revision: number) => ({
  ...unused(),
  draft: withFields({ ...form.draft, revision, etag: String(revision) }, "staging", filled({ client_id: "new" })),
  updated_at_ms: 2,
});

test("after a save no typed secret is kept, and nothing is dirty", () => {
  const form = withFormFields(saved(), "staging", filled({ client_id: "new", client_secret: { kind: "typed", text: "s3cret" } }));
  const after = savedAs(form, form.draft, authorization(form, 2), check("complete", "not_configured"));
  expect(JSON.stringify(after)).not.toContain("s3cret");
  expect([isDirty(after), after.draft.revision, after.draft.etag, after.saving]).toEqual([false, 2, "2", false]);
});

test("what is typed during a save is kept and can be saved next", () => {
  const secret = { kind: "typed" as const, text: "s3cret" };
  const sent = withFormFields(saved(), "staging", filled({ client_id: "new", client_secret: secret }));
  const meanwhile = withFormFields(sent, "staging", filled({ client_id: "newer", client_secret: secret }));
  const after = savedAs({ ...meanwhile, draft: { ...meanwhile.draft, name: "renamed" } }, sent.draft, authorization(sent, 2), null);
  expect(after.draft.name).toBe("renamed");
  expect(fieldsOf(after.draft, "staging")).toMatchObject({ client_id: "newer", client_secret: { kind: "stored" } });
  expect([isDirty(after), after.draft.revision, after.draft.etag]).toEqual([true, 2, "2"]);
});

test("after a save, a secret that the method doesn't use is neither stored nor typed", () => {
  const sent = withFormFields(saved(), "staging", filled({ client_authentication: "none" }));
  const meanwhile = withFormFields(sent, "staging", { ...(fieldsOf(sent.draft, "staging") as ReturnType<typeof filled>), client_id: "newer" });
  const draft = withFields({ ...sent.draft, revision: 2, etag: "2" }, "staging", filled({ client_authentication: "none", client_secret: { kind: "blank" } }));
  const now = { ...unused(), draft, updated_at_ms: 2 };
  const after = savedAs(meanwhile, sent.draft, now, null);
  expect(fieldsOf(after.draft, "staging")).toMatchObject({ client_id: "newer", client_secret: { kind: "blank" }, client_key: { kind: "blank" }, private_key: { kind: "blank" } });
});

test("two versions are compared field by field, secrets only by whether they are new", () => {
  const form = saved();
  const mine = withFields({ ...form.draft, name: "mine" }, "staging", filled({ scopes: ["a"], client_secret: { kind: "typed", text: "s3cret" } }));
  const found = differences(mine, form.draft, form.matches);
  expect(found.map((one) => [one.environment, one.field])).toEqual([[null, "name"], ["staging", "scopes"], ["staging", "client_secret"]]);
  expect(JSON.stringify(found)).not.toContain("s3cret");
});

test("secret extra parameters that differ are labelled by their names", () => {
  const secret = (slot: string, name: string, text: string) => ({ slot, place: "header" as const, name, value: { kind: "secret" as const, input: { kind: "typed" as const, text } } });
  const form = saved();
  const mine = withFields(form.draft, "staging", filled({ extras: [secret("1", "X-One", "a"), secret("2", "X-Two", "b")] }));
  const found = differences(mine, form.draft, form.matches);
  expect(found.map((one) => one.field)).toEqual(["extra:header:X-One", "extra:header:X-Two"]);
});
