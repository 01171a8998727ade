/** The one import from another adapter: the page shows Teams' own cards, and its buttons send what theirs send. */
import type { View } from "../../src/index.ts";
import { render } from "../teams/render.ts";
import { readTap } from "../teams/tap-data.ts";

export { readTap };

/** The cards of a view. A page has no size limit, so it is one card. */
export const cardsOf = (view: View, slot: string | null): unknown[] =>
  render(view, { slot, cap: Number.POSITIVE_INFINITY, wraps: true }).flatMap(
    ({ attachments }) => attachments?.map(({ content }) => content) ?? [],
  );
