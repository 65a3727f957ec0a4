// The eye of a secret field: what it shows, and everything that closes it.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const OPEN_MS = 30_000;

interface Secret {
  /** Whether a stored text stands in the field, and which: another one must be asked for anew. */
  stored: boolean;
  version: unknown;
  text: string;
  onReveal: () => Promise<string>;
  onFail: (error: unknown) => void;
}

/** The eye's state, and what presses and closes it. */
export function useEye({ stored, version, text, onReveal, onFail }: Secret) {
  const [open, setOpen] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  // A reveal that is answered after the eye was closed again, or something was typed, must not open it.
  const asked = useRef(0);

  const forget = () => {
    asked.current += 1;
    setRevealed(null);
  };
  const close = () => {
    forget();
    setOpen(false);
  };

  // In the same breath as the secret is shown: a window that loses the focus right then must close the eye, too.
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
  // Once the text is saved, taken back or cleared away, the next one starts hidden.
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
      // Nobody looks at a window that went to the background meanwhile, or somebody else does.
      if (asked.current !== mine || (focused && !document.hasFocus())) return;
      setRevealed(secret);
      setOpen(true);
    } catch (error) {
      if (asked.current === mine) onFail(error);
    }
  };
  return { open, revealed, press, close, forget };
}
