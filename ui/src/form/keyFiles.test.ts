// What a key file changes in the form, and in which field it appears.
import { expect, test } from "vitest";

import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { KeyRead } from "../bindings/KeyRead";
import { BLANK_DRAFTS } from "../bindings/fields";
import { fieldsOf } from "./fields";
import { changesByKey, takenElsewhere } from "./keyFiles";

const blank = fieldsOf(BLANK_DRAFTS.oauth2, "staging") as OAuth2Draft;
const key = (certificates: string): KeyRead => ({ read: "key", id: "key-1", key_id: null, algorithm: null, certificates });
const certificates: KeyRead = { read: "certificates", pem: "NEW" };

test("certificates that were chosen before stay unless the key's file has its own", () => {
  const before = { ...blank, key_certificate: "OLD", client_certificate: "OLD" };
  expect(changesByKey(before, "private_key", key(""))).toMatchObject({ key_certificate: "OLD" });
  expect(changesByKey(before, "private_key", key("NEW"))).toMatchObject({ key_certificate: "NEW" });
  expect(changesByKey(before, "client_key", key(""))).toMatchObject({ client_certificate: "OLD" });
  expect(changesByKey(before, "client_key", key("NEW"))).toMatchObject({ client_certificate: "NEW" });
});

test("certificates alone are of no use for a DPoP key, and leave the other keys as they are", () => {
  expect(changesByKey(blank, "dpop_key", certificates)).toBe(null);
  expect(changesByKey(blank, "private_key", certificates)).toEqual({ key_certificate: "NEW" });
  expect(changesByKey(blank, "client_key", certificates)).toEqual({ client_certificate: "NEW" });
});

test("what appears in another field is known", () => {
  expect(takenElsewhere("private_key", certificates)).toEqual({ field: "key_cert", what: "certificate" });
  expect(takenElsewhere("private_key", key("NEW"))).toEqual({ field: "key_cert", what: "certificate" });
  expect(takenElsewhere("client_key", certificates)).toEqual({ field: "client_cert", what: "certificate" });
  expect(takenElsewhere("client_cert", key("NEW"))).toEqual({ field: "client_key", what: "key" });
  expect(takenElsewhere("private_key", key(""))).toBe(null);
  expect(takenElsewhere("client_cert", certificates)).toBe(null);
  expect(takenElsewhere("key_cert", key("NEW"))).toBe(null);
  expect(takenElsewhere("dpop_key", key(""))).toBe(null);
});
