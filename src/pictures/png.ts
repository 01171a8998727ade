/** Pictures as PNG, for platforms that cannot show SVG. */
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";

/** Loaded by name, so that a picture has its words on a server without any font, and the same ones everywhere. */
export const FONT_FILES = [
  fileURLToPath(import.meta.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf")),
  fileURLToPath(import.meta.resolve("@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf")),
];

/** The fonts of every picture that is drawn here. */
export const PNG_FONTS = {
  loadSystemFonts: false,
  fontFiles: FONT_FILES,
  defaultFontFamily: "Inter",
  sansSerifFamily: "Inter",
};

/**
 * Renders an SVG of this program as PNG, in its light colours.
 * @param scale pixels for each unit of the SVG; 2 is sharp on the screens of today
 * @throws Error when the text is no SVG
 */
export function toPng(svg: string, scale = 2): Buffer {
  const resvg = new Resvg(svg, { fitTo: { mode: "zoom", value: scale }, font: PNG_FONTS });
  return resvg.render().asPng();
}
