// Runs the vault's commands and keeps its state.
import type { Failure } from "../bindings/Failure";
import type { VaultStatus } from "../bindings/VaultStatus";
import { asFailure, vault } from "../ipc";
import { vaultStatus } from "./session";

/** Runs a command that returns the vault's state. Returns the failure, if any. */
export async function ask(question: () => Promise<VaultStatus>): Promise<Failure | null> {
  try {
    vaultStatus.value = await question();
    return null;
  } catch (error) {
    return asFailure(error);
  }
}

/** Returns a failure, unless the user cancelled: then there is nothing to show. */
export const unlessCancelled = (failure: Failure | null): Failure | null => (failure?.kind === "cancelled" ? null : failure);

/** Updates the vault's state. */
export const refreshVault = (): Promise<Failure | null> => ask(vault.status);
