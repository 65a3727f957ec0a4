// The vault as the window drives it: what is asked, its new state, and why it failed.
import type { Failure } from "../bindings/Failure";
import type { VaultStatus } from "../bindings/VaultStatus";
import { asFailure, vault } from "../ipc";
import { vaultStatus } from "./session";

/** Asks the vault something that answers with its state; gives why it failed, or nothing. */
export async function ask(question: () => Promise<VaultStatus>): Promise<Failure | null> {
  try {
    vaultStatus.value = await question();
    return null;
  } catch (error) {
    return asFailure(error);
  }
}

/** Why something failed, as far as it is to be shown: the user knows what they cancelled. */
export const unlessCancelled = (failure: Failure | null): Failure | null => (failure?.kind === "cancelled" ? null : failure);

/** Takes the vault's state as it is now. */
export const refreshVault = (): Promise<Failure | null> => ask(vault.status);
