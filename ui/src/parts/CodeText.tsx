// A text whose parts between backticks are code: values, names and addresses that are written exactly so.
import type { JSX } from "preact";

interface Props {
  text: string;
  /** Fills in each part on its own, so that a backtick in what is filled in marks nothing. */
  fill?: (part: string) => string;
}

export function CodeText({ text, fill }: Props): JSX.Element {
  const parts = text.split("`").map((part) => fill?.(part) ?? part);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- the parts of a text keep their order
          <code key={index} class="code">
            <bdi>{part}</bdi>
          </code>
        ),
      )}
    </>
  );
}
