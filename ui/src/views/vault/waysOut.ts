// Which ways there are to give a key up that cannot be had any more; the core refuses every other.
import type { VaultStatus } from "../../bindings/VaultStatus";

/** Where the new key may live: anywhere, or behind a passphrase alone, or nowhere as long as the old one may come back. */
export function waysOut({ state, home, has_recovery_key: hasRecovery, keyring }: VaultStatus): "both" | "passphrase" | null {
  if (state === "locked") return home === "passphrase" && !hasRecovery ? "passphrase" : null;
  if (state !== "key_out_of_reach") return null;
  if (keyring === "key_lost" || keyring === "wrong_key") return "both";
  return keyring === "no_service" || keyring === "no_collection" ? "passphrase" : null;
}
