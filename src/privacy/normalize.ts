/**
 * A message as the detectors read it: one plain spelling for every way to write a digit, a space, a dash or a
 * quote, nothing invisible, and a mapping back to the characters that were typed.
 */
export type NormalizedText = {
  readonly plain: string;
  /** The stretch of the typed text that the plain characters `start` to `end` (exclusive) stand for. */
  readonly typed: (start: number, end: number) => { start: number; end: number };
};

/**
 * Stands for a stretch that no detector may read or match across: a mention, an earlier removal. It is neither
 * a letter, a digit nor a space, so it ends every pattern.
 */
export const OPAQUE = "\uFFFC";

// Every repetition is bounded, and none can run past the character that would start the next attempt.
const ATOMS =
  /<[@#!][^<>\n]{0,200}>|<at\b[^<>\n]{0,100}>[^<>\n]{0,100}<\/at>|\[removed: [a-z -]{1,40}\]|&(?:nbsp|#160);/gi;
const INVISIBLE = /^(?:\p{Default_Ignorable_Code_Point}|\u20E3)$/u;
const DASH = /^[\p{Pd}\u2212]$/u;
const SPACE = /^[\p{Zs}\t]$/u;
const NEW_LINE = /^[\u2028\u2029\u0085\r]$/;
const SINGLE_QUOTE = /^[\u2018\u2019\u201A\u201B\u2032\u00B4\u02BC\u0060]$/;
const DOUBLE_QUOTE = /^[\u201C-\u201F\u2033\u00AB\u00BB]$/;
/** The zeros of the decimal digits that compatibility normalisation leaves alone and that people do type. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

function spell(character: string): string {
  if (INVISIBLE.test(character)) return "";
  if (DASH.test(character)) return "-";
  if (SPACE.test(character)) return " ";
  if (NEW_LINE.test(character)) return "\n";
  if (SINGLE_QUOTE.test(character)) return "'";
  if (DOUBLE_QUOTE.test(character)) return '"';
  const code = character.codePointAt(0) ?? 0;
  for (const zero of ZEROS) if (code >= zero && code < zero + 10) return String(code - zero);
  const plain = character.normalize("NFKC");
  // A few ligatures expand into whole phrases; none of them is part of an identifier.
  return plain.length <= 4 ? plain : character;
}

/** Reads `text`; time and memory grow linearly with its length. */
export function normalizeText(text: string): NormalizedText {
  const plain: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const put = (spelling: string, start: number, end: number) => {
    for (let at = 0; at < spelling.length; at += 1) {
      plain.push(spelling.charAt(at));
      starts.push(start);
      ends.push(end);
    }
  };
  const putAll = (from: number, to: number) => {
    for (let at = from; at < to; ) {
      const code = text.codePointAt(at) ?? 0;
      const size = code > 0xffff ? 2 : 1;
      const character = text.slice(at, at + size);
      // ASCII, but for the tab, the carriage return and the back-quote, is plain already.
      const isPlain = code < 0x80 && code !== 0x09 && code !== 0x0d && code !== 0x60;
      put(isPlain ? character : spell(character), at, at + size);
      at += size;
    }
  };
  let done = 0;
  for (const atom of text.matchAll(ATOMS)) {
    putAll(done, atom.index);
    done = atom.index + atom[0].length;
    put(atom[0].startsWith("&") ? " " : OPAQUE, atom.index, done);
  }
  putAll(done, text.length);
  return {
    plain: plain.join(""),
    typed: (start, end) => ({ start: starts[start] ?? text.length, end: ends[end - 1] ?? text.length }),
  };
}
