/** The terminal as a platform: a message is printed once, and what is printed cannot be changed. */
import type { Delivered, Delivery, Door, View } from "../../src/index.ts";
import { type Look, renderView } from "./render.ts";

const DECISIONS: ReadonlySet<View["kind"]> = new Set(["alert", "result", "difference"]);

/** @param print is given the lines of one message */
export function terminalDoor(look: Look, print: (lines: readonly string[]) => void): Door {
  const show = async ({ view, repeat }: Delivery): Promise<Delivered> => {
    const lines = renderView(view, look);
    print(
      repeat && DECISIONS.has(view.kind)
        ? ["", "(Repeated: this may stand above already.)", ...lines.slice(1)]
        : lines,
    );
    return { messageId: null };
  };
  return { platform: "terminal", post: show, update: show, tell: show };
}
