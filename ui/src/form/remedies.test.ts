import { expect, test } from "vitest";

import type { Remedy } from "../bindings/Remedy";
import { FIELDS } from "../bindings/fields";
import { changesOfRemedy, fieldOfRemedy } from "./remedies";

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
