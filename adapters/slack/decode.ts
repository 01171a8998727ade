/** Slack's text as the person typed it. */

const SLACK_ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/**
 * Reverses what Slack did to a message: names and links in angle brackets, and three escaped characters.
 * The bot's own mention is left out: it addresses the words and is not part of them.
 */
export function decodeSlackText(text: string, botUserId: string): string {
  // one pass, so that what a person typed as "&lt;" is not taken for an entity once it is decoded
  const typed = text.replace(/<([^<>]*)>|&(?:lt|gt|amp);/g, (whole, inside?: string) =>
    inside === undefined ? (SLACK_ENTITIES[whole] ?? whole) : decodeBracket(inside, botUserId),
  );
  return typed
    .split("\n")
    .map((line) => line.replace(/[ \t]{2,}/g, " ").trim())
    .join("\n")
    .trim();
}

/** Whether the words mention the bot. */
export const mentions = (text: string, botUserId: string): boolean =>
  text.includes(`<@${botUserId}>`) || text.includes(`<@${botUserId}|`);

/** The ids of the people mentioned in the words, in order; the bot is not one of them. */
export const peopleIn = (text: string, botUserId: string): string[] =>
  [...text.matchAll(/<@([UW][A-Z0-9]*)(?:\|[^<>]*)?>/g)]
    .map(([, id]) => id ?? "")
    .filter((id) => id !== botUserId);

function decodeBracket(inside: string, botUserId: string): string {
  const at = inside.indexOf("|");
  const target = at < 0 ? inside : inside.slice(0, at);
  const label = at < 0 ? null : decodeSlackEntities(inside.slice(at + 1));
  const name = target.slice(1);
  switch (target[0]) {
    case "@":
      return name === botUserId ? " " : `@${label ?? name}`;
    case "#":
      return `#${label || name}`;
    case "!":
      if (name.startsWith("date^") || name.startsWith("subteam^")) return label ?? `@${name.split("^")[1]}`;
      return label ? (label.startsWith("@") ? label : `@${label}`) : `@${name}`;
    default:
      // Slack links a bare address with the typed text as its label
      return label || decodeSlackEntities(target.replace(/^(mailto|tel):/, ""));
  }
}

const decodeSlackEntities = (text: string): string =>
  text.replace(/&(?:lt|gt|amp);/g, (entity) => SLACK_ENTITIES[entity] ?? entity);
