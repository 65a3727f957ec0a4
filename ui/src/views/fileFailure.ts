// Why a file was refused. The message is about what the field had then, and goes as soon as anything of the field changes.
import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

export interface FileFailure {
  text: string | null;
  say: (text: string | null) => void;
}

/** Keeps the message as long as `field`, which stands for everything that the field has, stays the same. */
export function useFileFailure(...field: unknown[]): FileFailure {
  const failure = useSignal<string | null>(null);
  useLayoutEffect(() => void (failure.value = null), field);
  return { text: failure.value, say: (text) => void (failure.value = text) };
}
