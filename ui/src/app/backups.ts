// The list of backups, newest first.
import { computed, signal } from "@preact/signals";

import type { Backup } from "../bindings/Backup";
import { core } from "../ipc";

export const backups = signal<Backup[]>([]);

/** Whether a backup opens with the current key, so that the user must choose what to do with it when the key is replaced. */
export const hasCurrentBackups = computed(() => backups.value.some(({ key }) => key === "current"));

/** Whether it is known that another key than the current one opens a backup. */
export const isOld = ({ key }: Backup): boolean => key === "old_in_keyring" || key === "old_under_passphrase";

/** Updates the list of backups. A folder that can't be read counts as empty. */
export async function refreshBackups(): Promise<void> {
  backups.value = await core.backups().catch(() => []);
}

/** Splits a path into its folder and the file's name. */
export function splitPath(path: string): { folder: string; file: string } {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return { folder: path.slice(0, Math.max(end, 0)), file: path.slice(end + 1) };
}
