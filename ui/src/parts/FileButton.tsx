// A button that has the user choose a file.
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";

import { Button } from "./Button";
import type { IconName } from "./Icon";

interface Props {
  id?: string;
  icon?: IconName;
  /** The file names to offer, such as `.pem,.crt`. */
  accept?: string;
  disabled?: boolean;
  reason?: string;
  "aria-describedby"?: string | undefined;
  /** What the file is for, by which tests find it. */
  purpose: string;
  onFile: (file: File) => void;
  children: ComponentChildren;
}

export function FileButton({ accept, purpose, onFile, children, ...button }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        data-file={purpose}
        accept={accept}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file === undefined) return;
          onFile(file);
          // The same file can be chosen again.
          currentTarget.value = "";
        }}
      />
    </>
  );
}
