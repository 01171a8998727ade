/**
 * What a decision's button opens: its reasons and its list of sources. A phone shows a dozen lines; those
 * belong to what to do and by when. Each number in the message is still a link to its source.
 */
import { type CitationLine, type Part, traitsOf, type View } from "../../src/index.ts";
import { linkTarget } from "./mrkdwn.ts";

export type CollapsedPart = Extract<Part, { kind: "fold" }>;

/** The parts of a view that its button opens. A fold with a source that has no link is shown whole. */
export function collapsedParts(view: View): CollapsedPart[] {
  if (view.handle === null || !traitsOf(view).foldable) return [];
  return view.parts.filter(
    (part): part is CollapsedPart =>
      part.kind === "fold" && citationsIn([part]).every(({ url }) => linkTarget(url) !== null),
  );
}

/** Whether a picture of the case is offered with the view, where pictures are on. */
export const offersPicture = (view: View): boolean =>
  view.handle !== null && traitsOf(view).pictureButton === true;

/** Every source that a view explains, folded or not. */
export function citationsIn(parts: readonly Part[]): CitationLine[] {
  return parts.flatMap((part) =>
    part.kind === "citations" ? [...part.items] : part.kind === "fold" ? citationsIn(part.parts) : [],
  );
}
