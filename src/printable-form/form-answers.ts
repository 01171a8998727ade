/** The space for an answer on paper: boxes to tick and lines to write on, for each kind of question. */
import type { PaperBlock, PaperItem } from "../answers/paper.ts";
import { kindOf } from "../answers/registry.ts";
import { type SvgChild, svgElement } from "../pictures/markup.ts";
import type { Question } from "../protocol/schema.ts";

/** A box to tick, and what it means. */
export const tick = (label: string): SvgChild => svgElement("span", { class: "tick" }, tickBox(), " ", label);

/** A line to write on. */
export const blank = (className = "short"): SvgChild => svgElement("span", { class: `blank ${className}` });

/** Marks what the article does not say; the form's first page explains the mark. */
export const DAGGER = "\u2020";
export const dagger = (from: "seed" | "extension"): SvgChild =>
  from === "extension" ? svgElement("span", { class: "dagger" }, `\u00a0${DAGGER}`) : null;

const tickBox = (): SvgChild => svgElement("span", { class: "box" });

/** What is ticked or written for one question. */
export const answerSpace = ({ answer: spec }: Question): SvgChild[] =>
  kindOf(spec).paper(spec).map(paperBlock);

const paperBlock = (block: PaperBlock): SvgChild =>
  "line" in block ? svgElement("div", { class: "line" }, ...block.line.map(paperItem)) : grid(block);

function paperItem(item: PaperItem): SvgChild {
  if (item === "unknown-ticks") return [tick("Not assessed"), tick("Unable")];
  if (typeof item === "string") return item;
  if ("tick" in item) return item.tick === "" ? tickBox() : tick(item.tick);
  if ("blank" in item) return blank(item.blank);
  if ("name" in item) return svgElement("span", { class: "name" }, item.name);
  return svgElement("span", { class: "hint" }, ` ${item.hint}`);
}

const grid = ({ heads, rows }: Extract<PaperBlock, { heads: unknown }>): SvgChild =>
  svgElement(
    "table",
    { class: "grid" },
    svgElement("tr", {}, ...heads.map((head) => svgElement("th", { scope: "col" }, head))),
    ...rows.map(({ name, cells }) =>
      svgElement(
        "tr",
        {},
        svgElement("th", { scope: "row" }, name),
        ...cells.map((cell) => svgElement("td", {}, paperItem(cell))),
      ),
    ),
  );
