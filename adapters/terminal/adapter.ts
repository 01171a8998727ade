/** The terminal as a platform: a message is printed once, and what is printed cannot be changed. */
import { type ChannelAdapter, type Delivery, type DeliveryResult, sentAgain } from "../../src/index.ts";
import { renderView, type TerminalStyle } from "./render.ts";

/** @param print is given the lines of one message */
export function terminalAdapter(
  look: TerminalStyle,
  print: (lines: readonly string[]) => void,
): ChannelAdapter {
  const show = async ({ view, repeat }: Delivery): Promise<DeliveryResult> => {
    print(renderView(repeat ? sentAgain(view) : view, look));
    return { messageIds: [] };
  };
  return { platform: "terminal", post: show, update: show, tell: show };
}
