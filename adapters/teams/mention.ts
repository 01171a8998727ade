/** Takes the bot's own mention out of a text, and leaves other people's in as "@Name". */
import type { ActivityMention, TeamsAccount } from "./activity.ts";
import { decodeEntities, replaceEnclosed } from "./plain-text.ts";

const AT_TAG = /<(\/?)at\b[^<>]*>/gi;

const normalizeName = (name: string) =>
  decodeEntities(name).normalize("NFKC").replace(/\s+/gu, " ").trim().toLowerCase();
const withoutTags = (text: string) => text.replace(AT_TAG, "");

export interface AddressedText {
  /** Without the bot's mention; entities of the message are decoded. */
  words: string;
  /** The bot was mentioned, in the text or beside it. */
  mentioned: boolean;
}

/**
 * Which tag is whose is told by the mention's text, else by its name, else by its place in the row. Only tags are
 * taken out: a mention that has no tag in the text costs the text nothing.
 */
export function stripOwnMention(
  text: string,
  mentions: readonly ActivityMention[],
  bot: TeamsAccount | null,
): AddressedText {
  const own = mentions.filter((mention) => bot !== null && mention.id === bot.id);
  const others = mentions.filter((mention) => mention.id !== null && mention.id !== bot?.id);
  const names = (list: readonly ActivityMention[]) =>
    list
      .flatMap(({ text: said, name }) => [said === null ? null : withoutTags(said), name])
      .flatMap((each) => (each === null ? [] : [normalizeName(each)]));
  const ownNames = new Set([
    ...names(own),
    ...(bot?.name !== undefined && own.length > 0 ? [normalizeName(bot.name)] : []),
  ]);
  const otherNames = new Set(names(others));
  // Where no entity says who is meant, only the bot's own full name can tell that it was.
  if (mentions.every(({ id }) => id === null) && bot?.name !== undefined)
    ownNames.add(normalizeName(bot.name));

  let place = -1;
  let taken = false;
  const kept = replaceEnclosed(text, AT_TAG, (name) => {
    place += 1;
    const said = normalizeName(name);
    // A bot and a person may have the same name: then the place in the row decides.
    const clash = ownNames.has(said) && otherNames.has(said);
    const byPlace = mentions[place]?.id === bot?.id && bot !== null;
    const mine = clash ? byPlace : ownNames.has(said) || (!otherNames.has(said) && byPlace && own.length > 0);
    if (!mine) return `@${name}`;
    taken = true;
    return " ";
  });
  return { words: decodeEntities(kept), mentioned: own.length > 0 || taken };
}
