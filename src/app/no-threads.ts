/** For adapters that only answer calls: no thread is on their platform. */
import type { ChannelAdapter } from "../adapter.ts";
import { DeliveryError } from "../errors.ts";

/** Whoever posts to a thread of this platform has made a mistake, and is refused. */
export function adapterWithoutThreads<Platform extends string>(
  platform: Platform,
): ChannelAdapter & { platform: Platform } {
  const refuse = (): Promise<never> => Promise.reject(new DeliveryError("refused", "no-thread-here"));
  return { platform, post: refuse, update: refuse, tell: refuse };
}
