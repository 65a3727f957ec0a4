// Copies a text to the clipboard and confirms it with a toast.
import { texts } from "../texts";
import { toast } from "./toasts";

export async function copy(text: string): Promise<void> {
  const { copied, copyFailed } = texts.value.connect.exchange;
  try {
    await navigator.clipboard.writeText(text);
    toast(copied);
  } catch {
    toast(copyFailed, "bad");
  }
}
