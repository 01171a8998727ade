/** The platform's ids for one delivery, as they are stored in one column of the outbox since version 0.1.0. */

/** The separator between the ids of several messages: no platform's id contains it. */
const SEPARATORS: Readonly<Record<string, string>> = { slack: "," };
const DEFAULT_SEPARATOR = " ";

const separatorOf = (platform: string): string => SEPARATORS[platform] ?? DEFAULT_SEPARATOR;

/** Null for no ids: the platform did not say. */
export const encodeMessageIds = (platform: string, ids: readonly string[]): string | null =>
  ids.length > 0 ? ids.join(separatorOf(platform)) : null;

export const decodeMessageIds = (platform: string, stored: string): string[] =>
  stored.split(separatorOf(platform)).filter(Boolean);
