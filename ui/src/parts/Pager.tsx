// A pager with its range; the numbers around the page, the first and the last.
import { IconButton } from "./Button";

interface Props {
  label: string;
  range: string;
  page: number;
  pages: number;
  names: { previous: string; next: string; page: (number: number) => string };
  onPage: (page: number) => void;
}

/** The page numbers to show, counted from 0; null stands for a gap. */
export function shownPages(page: number, pages: number): (number | null)[] {
  const near = [0, page - 1, page, page + 1, pages - 1].filter((number) => number >= 0 && number < pages);
  const shown = [...new Set(near)].sort((a, b) => a - b);
  return shown.flatMap((number, at) => {
    const before = shown[at - 1];
    if (before === undefined || number - before === 1) return [number];
    return number - before === 2 ? [number - 1, number] : [null, number];
  });
}

export function Pager({ label, range, page, pages, names, onPage }: Props) {
  return (
    <nav class="pager" aria-label={label}>
      <span class="pager-range" aria-live="polite">
        {range}
      </span>
      {pages > 1 && (
        <>
          <IconButton icon="previous" label={names.previous} disabled={page === 0} onClick={() => onPage(page - 1)} />
          {shownPages(page, pages).map((number, at) =>
            number === null ? (
              <span key={`gap${at}`} class="pager-gap" aria-hidden="true">
                …
              </span>
            ) : (
              <button
                key={number}
                type="button"
                class="pager-page"
                aria-label={names.page(number + 1)}
                aria-current={number === page ? "page" : undefined}
                onClick={() => onPage(number)}
              >
                {number + 1}
              </button>
            ),
          )}
          <IconButton icon="next" label={names.next} disabled={page >= pages - 1} onClick={() => onPage(page + 1)} />
        </>
      )}
    </nav>
  );
}
