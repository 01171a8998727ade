/**
 * What stands behind a button of a decision: its reasons and its list of sources. A phone shows a dozen lines; those
 * belong to what is to be done and by when. Each number in the message still leads to its source.
 */
import type { CitationLine, Part, View, ViewKind } from "../../src/index.ts";
import { linkTarget } from "./mrkdwn.ts";

const COLLAPSED_KINDS: ReadonlySet<ViewKind> = new Set(["alert", "result", "status"]);
/** A case is drawn where its state is asked for; an alert is for acting, and offers nothing to look at. */
const KINDS_WITH_PICTURE: ReadonlySet<ViewKind> = new Set(["result", "status"]);

export type CollapsedPart = Extract<Part, { kind: "fold" }>;

/** The parts of a view that its button opens. A fold with a source that no link leads to is shown whole. */
export function collapsedParts({ kind, handle, parts }: View): CollapsedPart[] {
  if (handle === null || !COLLAPSED_KINDS.has(kind)) return [];
  return parts.filter(
    (part): part is CollapsedPart =>
      part.kind === "fold" && citationsIn([part]).every(({ url }) => linkTarget(url) !== null),
  );
}

/** Whether a picture of the case is offered beside the view, where pictures are on. */
export const offersPicture = ({ kind, handle }: View): boolean =>
  handle !== null && KINDS_WITH_PICTURE.has(kind);

/** Every source that a view explains, wherever it is folded. */
export function citationsIn(parts: readonly Part[]): CitationLine[] {
  return parts.flatMap((part) =>
    part.kind === "citations" ? [...part.items] : part.kind === "fold" ? citationsIn(part.parts) : [],
  );
}
