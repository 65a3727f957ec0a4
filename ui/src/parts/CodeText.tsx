// A text in which parts between backticks are shown as code.
import type { JSX } from "preact";

interface Props {
  text: string;
  /** Fills in the placeholders of each part separately, so that a backtick in a value isn't markup. */
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
