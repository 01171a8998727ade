/** The platform's ids of one delivery as the one column of the outbox holds them, since version 0.1.0. */

/** What stands between the ids of several messages: no id of the platform holds it. */
const SEPARATORS: Readonly<Record<string, string>> = { slack: "," };
const DEFAULT_SEPARATOR = " ";

const separatorOf = (platform: string): string => SEPARATORS[platform] ?? DEFAULT_SEPARATOR;

/** Null for no ids: the platform did not say. */
export const encodeMessageIds = (platform: string, ids: readonly string[]): string | null =>
  ids.length > 0 ? ids.join(separatorOf(platform)) : null;

export const decodeMessageIds = (platform: string, stored: string): string[] =>
  stored.split(separatorOf(platform)).filter(Boolean);
