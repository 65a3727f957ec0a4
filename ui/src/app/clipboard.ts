// Copies a text to the clipboard and confirms it with a toast.
import { texts } from "../texts";
import { toast } from "./toasts";

/** Returns whether it was copied. */
export async function copy(text: string): Promise<boolean> {
  const { copied, copyFailed } = texts.value.connect.exchange;
  try {
    await navigator.clipboard.writeText(text);
    toast(copied);
    return true;
  } catch {
    toast(copyFailed, "bad");
    return false;
  }
}
