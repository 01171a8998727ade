/** The two icons of the Teams app, drawn here and kept as PNG next to this file. */
import { Resvg } from "@resvg/resvg-js";

const GROUND = "#17324D";
const BONE = "#F4F7FA";
const NEEDLE = "#FFB84D";

/** The app's colour in Teams: the background of its icon. */
export const ACCENT = GROUND;

/** Teams cuts the corners and may shrink what is near the edge, so the drawing keeps to the middle. */
const COLOUR = `<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192" viewBox="0 0 192 192">
  <rect width="192" height="192" fill="${GROUND}"/>
  <g fill="${BONE}" transform="translate(-2 0)">
    <rect x="46" y="37" width="56" height="25" rx="9"/>
    <rect x="40" y="68" width="56" height="25" rx="9"/>
    <rect x="40" y="99" width="56" height="25" rx="9"/>
    <rect x="46" y="130" width="56" height="25" rx="9"/>
  </g>
  <g transform="rotate(-24 103 96)">
    <path d="M92 96H126" stroke="${NEEDLE}" stroke-width="5" stroke-linecap="round"/>
    <rect x="122" y="86" width="32" height="20" rx="4" fill="${NEEDLE}"/>
    <path d="M154 96h11M166 85v22" stroke="${NEEDLE}" stroke-width="6" stroke-linecap="round"/>
  </g>
</svg>`;

/** White on transparent: Teams colours it and shows it in a narrow bar, so it is as simple as possible. */
const OUTLINE = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">
  <g fill="#FFFFFF">
    <rect x="3" y="3" width="11" height="5" rx="2"/>
    <rect x="2" y="10" width="11" height="5" rx="2"/>
    <rect x="2" y="17" width="11" height="5" rx="2"/>
    <rect x="3" y="24" width="11" height="5" rx="2"/>
  </g>
  <g fill="none" stroke="#FFFFFF" stroke-width="1.5" stroke-linecap="round" transform="rotate(-24 14.5 16.5)">
    <path d="M14.5 16.5H20M26 16.5h3M29.5 13.5v6"/>
    <rect x="20" y="13.75" width="6" height="5.5" rx="1"/>
  </g>
</svg>`;

/** File names in the app package, and how each is drawn. */
const DRAWINGS = { "color.png": COLOUR, "outline.png": OUTLINE } as const;
export type IconFile = keyof typeof DRAWINGS;
export const ICON_FILES = Object.keys(DRAWINGS) as IconFile[];

/** Draws an icon as PNG. */
export const drawIcon = (file: IconFile): Buffer => new Resvg(DRAWINGS[file]).render().asPng();
