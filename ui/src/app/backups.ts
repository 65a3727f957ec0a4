// The backups as the window knows them.
import { computed, signal } from "@preact/signals";

import type { Backup } from "../bindings/Backup";
import { core } from "../ipc";

export const backups = signal<Backup[]>([]);

/** Whether a backup opens with the present key: a new key needs a choice of what becomes of it. */
export const hasCurrentBackups = computed(() => backups.value.some(({ is_current: isCurrent }) => isCurrent));

/** Lists the backups again. A folder that can't be read counts as empty. */
export async function refreshBackups(): Promise<void> {
  backups.value = await core.backups().catch(() => []);
}

/** The folder of a path, and the rest. */
export function splitPath(path: string): { folder: string; file: string } {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return { folder: path.slice(0, Math.max(end, 0)), file: path.slice(end + 1) };
}
