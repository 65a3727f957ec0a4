import { expect, test } from "vitest";

import type { KeyringError } from "../../bindings/KeyringError";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { newKeyPlaces } from "./newKeyPlaces";

const status = (changes: Partial<VaultStatus>): VaultStatus => ({
  home: "keyring",
  state: "key_out_of_reach",
  keyring: null,
  has_recovery_key: false,
  needs_passphrase: false,
  keyring_holds_old_key: false,
  auto_lock_minutes: 0,
  notice: null,
  ...changes,
});

const CASES: [KeyringError | null, ReturnType<typeof newKeyPlaces>][] = [
  ["key_lost", "both"],
  ["wrong_key", "both"],
  ["no_service", "passphrase"],
  ["no_collection", "passphrase"],
  ["locked", null],
  ["denied", null],
  ["timed_out", null],
  ["cancelled", null],
  ["failed", null],
  [null, null],
];

test.each(CASES)("a key that is unavailable by %s can be replaced by %s", (keyring, ways) => {
  expect(newKeyPlaces(status({ keyring }))).toBe(ways);
});

test.each(["lost", "changed"] as const)("a vault whose record is %s can start over in the keyring only if that works", (state) => {
  const ways = (keyring: KeyringError | null) => newKeyPlaces(status({ state, home: state === "lost" ? null : "passphrase", has_recovery_key: true, keyring }));
  expect([ways(null), ways("key_lost"), ways("no_service"), ways("locked")]).toEqual(["both", "both", "passphrase", "passphrase"]);
});

test("after a forgotten passphrase, a new key is offered only without a recovery key", () => {
  const locked = status({ home: "passphrase", state: "locked" });
  expect([newKeyPlaces(locked), newKeyPlaces({ ...locked, has_recovery_key: true }), newKeyPlaces({ ...locked, state: "ready" })]).toEqual(["passphrase", null, null]);
});
