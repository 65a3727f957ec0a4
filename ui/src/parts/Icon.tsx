// The icon set (Lucide). Icons are decoration: the text is beside them or in the label of their control.
import type { JSX } from "preact";
import { h } from "preact";

import {
  ArrowLeft,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  Circle,
  CircleAlert,
  Copy,
  Ellipsis,
  Eye,
  EyeOff,
  Hourglass,
  House,
  Info,
  KeyRound,
  Keyboard,
  LoaderCircle,
  Lock,
  PanelLeftClose,
  PanelLeftOpen,
  Pencil,
  Plus,
  Search,
  Settings,
  ShieldCheck,
  Smartphone,
  Trash2,
  TriangleAlert,
  Undo2,
  X,
} from "lucide";

const icons = {
  back: ArrowLeft,
  check: Check,
  device: Smartphone,
  down: ChevronDown,
  left: ChevronLeft,
  right: ChevronRight,
  circle: Circle,
  alert: CircleAlert,
  copy: Copy,
  more: Ellipsis,
  show: Eye,
  hide: EyeOff,
  wait: Hourglass,
  home: House,
  info: Info,
  key: KeyRound,
  keyboard: Keyboard,
  busy: LoaderCircle,
  lock: Lock,
  collapse: PanelLeftClose,
  expand: PanelLeftOpen,
  edit: Pencil,
  plus: Plus,
  search: Search,
  settings: Settings,
  shield: ShieldCheck,
  remove: Trash2,
  warning: TriangleAlert,
  undo: Undo2,
  close: X,
};

export type IconName = keyof typeof icons;

/** An icon of the set, as large as the text around it. */
export function Icon({ name, class: kind = "" }: { name: IconName; class?: string }): JSX.Element {
  return (
    <svg class={`icon ${kind}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {icons[name].map(([tag, attributes]) => h(tag, { key: JSON.stringify(attributes), ...attributes } as JSX.IntrinsicElements["path"]))}
    </svg>
  );
}
