// The current time, for texts that count seconds.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Returns the current time in UTC milliseconds. Renders again after each interval: every second, unless another is given. */
export function useNow(intervalMs = 1_000): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, intervalMs);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}
