import { expect, test } from "vitest";

import type { Remedy } from "../bindings/Remedy";
import { FIELDS } from "../bindings/fields";
import { changesOfRemedy, fieldOfRemedy, firstChoice } from "./remedies";

const REMEDIES: [Remedy, object][] = [
  [{ kind: "request_format", format: "json" }, { request_format: "json" }],
  [{ kind: "scope_separator", separator: "comma" }, { scope_separator: "comma" }],
  [{ kind: "client_id_in_body" }, { client_id_in_body: true }],
  [{ kind: "token_member", choices: [{ member: "/a", characters: 9 }] }, {}],
  [{ kind: "grant_type_value" }, {}],
  [{ kind: "content_type" }, {}],
];

test.each(REMEDIES)("%j changes its own field, and only if the value is known", (remedy, changes) => {
  expect(changesOfRemedy(remedy)).toEqual(changes);
  const field = FIELDS.oauth2.find((description) => description.field === fieldOfRemedy(remedy));
  expect(field).toBeDefined();
  for (const member of Object.keys(changes)) expect(member).toBe(field?.member);
});

test("the member that the failure calls the token is chosen at first, or else the likeliest", () => {
  const choices = ["token_hint", "jwt", "access_token", "/data/items/0/token", "/a~1b/token"].map((member) => ({ member, characters: 40 }));
  const first = (path: string) => firstChoice(choices, [{ kind: "not_an_object" }, { kind: "token_elsewhere", path }]);
  expect(first("jwt")).toBe("jwt");
  expect(first("data.items[0].token")).toBe("/data/items/0/token");
  expect(first("a/b.token")).toBe("/a~1b/token");
  expect(first("another")).toBe("token_hint");
  expect(firstChoice(choices, [{ kind: "token_where_usual" }])).toBe("access_token");
  expect(firstChoice([], [])).toBe("");
});
