/** The terminal as a platform: a message is printed once, and printed text cannot be changed. */
import { type ChannelAdapter, type Delivery, type DeliveryResult, sentAgain } from "../../src/index.ts";

/** @param print receives one message after another */
export function terminalAdapter(print: (delivery: Delivery) => void): ChannelAdapter {
  const show = async (delivery: Delivery): Promise<DeliveryResult> => {
    print(delivery.repeat ? { ...delivery, view: sentAgain(delivery.view) } : delivery);
    return { messageIds: [] };
  };
  return { platform: "terminal", post: show, update: show, tell: show };
}
