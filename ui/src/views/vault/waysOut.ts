// Which ways there are to give up a key that is lost for good; the core refuses every other.
import type { VaultStatus } from "../../bindings/VaultStatus";

/** Where the new key may be kept: anywhere, only protected by a passphrase, or nowhere as long as the old one may come back. */
export function waysOut({ state, home, has_recovery_key: hasRecovery, keyring }: VaultStatus): "both" | "passphrase" | null {
  if (state === "locked") return home === "passphrase" && !hasRecovery ? "passphrase" : null;
  if (state === "lost" || state === "changed") return keyring === null || keyring === "key_lost" || keyring === "wrong_key" ? "both" : "passphrase";
  if (state !== "key_out_of_reach") return null;
  if (keyring === "key_lost" || keyring === "wrong_key") return "both";
  return keyring === "no_service" || keyring === "no_collection" ? "passphrase" : null;
}
