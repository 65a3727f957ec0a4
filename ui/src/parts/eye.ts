// The state of a secret field's eye, and everything that closes it.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const OPEN_MS = 30_000;

interface Secret {
  /** Whether the field holds a stored secret, and its version: another one must be fetched again. */
  stored: boolean;
  version: unknown;
  text: string;
  onReveal: () => Promise<string>;
  onFail: (error: unknown) => void;
}

/** Returns the eye's state and its actions. */
export function useEye({ stored, version, text, onReveal, onFail }: Secret) {
  const [open, setOpen] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  // A response that arrives after the eye was closed, or after something was typed, must not open it.
  const asked = useRef(0);

  const forget = () => {
    asked.current += 1;
    setRevealed(null);
  };
  const close = () => {
    forget();
    setOpen(false);
  };

  // A layout effect, so that a window that loses the focus right after the secret is shown closes the eye too.
  useLayoutEffect(() => {
    if (!open) return undefined;
    const timer = setTimeout(close, OPEN_MS);
    const hidden = () => document.hidden && close();
    window.addEventListener("blur", close);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("blur", close);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [open]);
  // After the text was saved, undone or cleared, the next one starts hidden.
  const rests = stored || text === "";
  useLayoutEffect(() => {
    if (rests) close();
  }, [rests, version]);
  useLayoutEffect(() => () => void (asked.current += 1), []);

  const press = async () => {
    if (open) {
      close();
      return;
    }
    if (!stored) {
      setOpen(true);
      return;
    }
    asked.current += 1;
    const mine = asked.current;
    const focused = document.hasFocus();
    try {
      const secret = await onReveal();
      // The user isn't looking at a window that went to the background in the meantime.
      if (asked.current !== mine || (focused && !document.hasFocus())) return;
      setRevealed(secret);
      setOpen(true);
    } catch (error) {
      if (asked.current === mine) onFail(error);
    }
  };
  return { open, revealed, press, close, forget };
}
