/** The terminal as a platform: a message is printed once, and what is printed cannot be changed. */
import { type Delivered, type Delivery, type Door, sentAgain } from "../../src/index.ts";
import { type Look, renderView } from "./render.ts";

/** @param print is given the lines of one message */
export function terminalDoor(look: Look, print: (lines: readonly string[]) => void): Door {
  const show = async ({ view, repeat }: Delivery): Promise<Delivered> => {
    print(renderView(repeat ? sentAgain(view) : view, look));
    return { messageId: null };
  };
  return { platform: "terminal", post: show, update: show, tell: show };
}
