import { expect, test } from "vitest";

import { withMovedCredentials } from "./repairs";
import { blankFields, filled } from "./fixtures";

test("what the core moved out of the URL is added to the fields", () => {
  const moved = {
    token_url: "https://a.example/t",
    client_id: "id",
    client_secret: "pw",
    scopes: ["b"],
    extras: [
      { place: "query", name: "code", value: "k", secret: true },
      { place: "body", name: "grant_type", value: "account_credentials", secret: false },
    ],
    kept: [],
  } as const;
  const fields = withMovedCredentials({ ...blankFields(), scopes: ["a"] }, { ...moved, scopes: [...moved.scopes], extras: [...moved.extras], kept: [] });
  expect(fields).toMatchObject({
    token_url: "https://a.example/t",
    client_id: "id",
    client_secret: { kind: "typed", text: "pw" },
    scopes: ["a", "b"],
    extras: [
      { place: "query", name: "code", value: { kind: "secret", input: { kind: "typed", text: "k" } } },
      { place: "body", name: "grant_type", value: { kind: "plain", text: "account_credentials" } },
    ],
  });
});

test("what the core left in the URL stays", () => {
  const fields = filled();
  const moved = { token_url: "https://a.example/t", client_id: null, client_secret: null, scopes: [], extras: [], kept: ["client_secret"] };
  expect(withMovedCredentials(fields, moved)).toEqual({ ...fields, token_url: "https://a.example/t" });
});
