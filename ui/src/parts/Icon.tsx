// Icons from lucide's data, drawn as SVG; an icon says nothing by itself: its button has the words.
import {
  ArrowLeft,
  Check,
  ChevronLeft,
  ChevronRight,
  CircleAlert,
  Copy,
  Eye,
  EyeOff,
  House,
  Info,
  KeyRound,
  LoaderCircle,
  Lock,
  PanelLeft,
  Pencil,
  Plus,
  ShieldCheck,
  Trash2,
  TriangleAlert,
  X,
} from "lucide";

const ICONS = {
  alert: CircleAlert,
  back: ArrowLeft,
  check: Check,
  copy: Copy,
  delete: Trash2,
  edit: Pencil,
  eye: Eye,
  eye_off: EyeOff,
  home: House,
  info: Info,
  key: KeyRound,
  loading: LoaderCircle,
  lock: Lock,
  next: ChevronRight,
  panel: PanelLeft,
  plus: Plus,
  previous: ChevronLeft,
  shield: ShieldCheck,
  warning: TriangleAlert,
  x: X,
} as const;

export type IconName = keyof typeof ICONS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {ICONS[name].map(([Tag, attributes], index) => {
        const Shape = Tag as "path";
        return <Shape key={index} {...(attributes as object)} />;
      })}
    </svg>
  );
}
