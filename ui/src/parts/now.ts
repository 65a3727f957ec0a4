// The current time, for texts that count seconds.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Returns the current time in UTC milliseconds. Renders again every second. */
export function useNow(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}
