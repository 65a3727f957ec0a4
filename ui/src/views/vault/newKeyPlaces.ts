// Where a new key may be kept if the current one is lost. The core enforces the same rule.
import type { VaultStatus } from "../../bindings/VaultStatus";

/** Returns where a new key may be kept: in both places, only with a passphrase, or `null` as long as the old key may come back. */
export function newKeyPlaces({ state, home, has_recovery_key: hasRecovery, keyring }: VaultStatus): "both" | "passphrase" | null {
  if (state === "locked") return home === "passphrase" && !hasRecovery ? "passphrase" : null;
  if (state === "lost" || state === "changed") return keyring === null || keyring === "key_lost" || keyring === "wrong_key" ? "both" : "passphrase";
  if (state !== "key_out_of_reach") return null;
  if (keyring === "key_lost" || keyring === "wrong_key") return "both";
  return keyring === "no_service" || keyring === "no_collection" ? "passphrase" : null;
}
