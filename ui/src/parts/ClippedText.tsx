// A text on one line, cut with an ellipsis, shown whole on hover and, where it is cut, on focus.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export function ClippedText({ text }: { text: string }) {
  const element = useRef<HTMLElement>(null);
  const [cut, setCut] = useState(false);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    const measure = () => setCut(box.scrollWidth > box.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [text]);
  return (
    <span class="clipped">
      <bdi ref={element} class="clip" tabIndex={cut ? 0 : undefined}>
        {text}
      </bdi>
      {cut && (
        <bdi class="clipped-whole" aria-hidden="true">
          {text}
        </bdi>
      )}
    </span>
  );
}
