// A pager: the range that is shown, and buttons for the pages.
import type { JSX } from "preact";

import { Button, IconButton } from "./Button";

interface Props {
  page: number;
  pages: number;
  range: string;
  onGo: (page: number) => void;
  labels: { label: string; previous: string; next: string; first: string; last: string; page: (page: number) => string };
}

/** Returns the pages that get a button: the first, the last, and those around the current one. `null` is a gap. */
export function steps(page: number, pages: number): (number | null)[] {
  const near = [0, page - 1, page, page + 1, pages - 1].filter((at) => at >= 0 && at < pages);
  const shown = [...new Set(near)].sort((a, b) => a - b);
  return shown.flatMap((at, index) => {
    const before = shown[index - 1];
    if (before === undefined || at - before === 1) return [at];
    return at - before === 2 ? [at - 1, at] : [null, at];
  });
}

export function Pager({ page, pages, range, onGo, labels }: Props): JSX.Element {
  return (
    <nav class="pager" aria-label={labels.label}>
      <span class="pager-range figures">{range}</span>
      {pages > 1 && (
        <>
          <IconButton icon="left" label={labels.previous} disabled={page === 0} reason={labels.first} onClick={() => onGo(page - 1)} />
          {steps(page, pages).map((at, index) =>
            at === null ? (
              <span class="pager-gap" aria-hidden="true" key={`gap-${index === 1 ? "before" : "after"}`}>
                …
              </span>
            ) : (
              <Button
                key={at}
                weight="quiet"
                class={`pager-page figures ${at === page ? "is-current" : ""}`}
                aria-label={labels.page(at + 1)}
                aria-current={at === page ? "page" : undefined}
                onClick={() => onGo(at)}
              >
                {at + 1}
              </Button>
            ),
          )}
          <IconButton icon="right" label={labels.next} disabled={page === pages - 1} reason={labels.last} onClick={() => onGo(page + 1)} />
        </>
      )}
    </nav>
  );
}
