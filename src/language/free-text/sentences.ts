/** Cuts lines into sentences, and records which of them are under a heading. */
import { REMOVED_AT_AN_END } from "../../privacy/labelled-numbers.ts";
import type { Line } from "./plain.ts";
import type { ReaderWords } from "./reader-words.ts";
import { isDictated, rewritten } from "./rewritten-tokens.ts";
import { type Token, tokensOf } from "./tokens.ts";

export interface Sentence {
  /** Where the line begins in the plain words of the whole text. */
  line: Line;
  tokens: readonly Token[];
  /** It ends with a question mark. */
  asks: boolean;
  /** Another piece of the same list before it: "x; y" or a bullet under a heading. */
  follows: "" | ";" | "bullet";
  /** The line ended with a colon: the bullets after it belong to it. */
  heads: boolean;
}

const BULLET = new Set(["-", "*", "•", "·", "–", "●", "▪", "◦", "‣", "○", ">"]);

/** More words than this between two full stops are no note, and are not read: it bounds the work. */
export const LONGEST_SENTENCE = 240;

export function splitSentences(words: ReaderWords, lines: readonly Line[]): Sentence[] {
  const { shortened } = words;
  const dictated = isDictated(words, lines);
  const sentences: Sentence[] = [];
  for (const line of lines) {
    const all = tokensOf(line.text.replace(REMOVED_AT_AN_END, (removed) => " ".repeat(removed.length)));
    const { tokens, bullet } = withoutBullet(rewritten(words, all, dictated));
    let begun: Token[] = [];
    let follows: Sentence["follows"] = bullet ? "bullet" : "";
    const close = (asks: boolean, next: Sentence["follows"], heads = false) => {
      if (begun.length > 0) sentences.push({ line, tokens: begun, asks, follows, heads });
      if (begun.length > 0 || next === "") follows = next;
      begun = [];
    };
    tokens.forEach((token, at) => {
      const next = tokens[at + 1];
      const { word } = token;
      const closes = !next?.glued;
      if (word === ";" || word === "|" || word === "•") close(false, ";");
      else if (word === "?" && begun.length > 0 && (closes || next?.word === "?" || next?.word === ")"))
        close(true, "");
      else if (word === "!" || word === "…") close(false, "");
      else if (word === "." && closes) {
        if (!(token.glued && shortened.has(tokens[at - 1]?.word ?? "")) || next === undefined)
          close(false, "");
      } else begun.push(token);
    });
    const last = begun.at(-1);
    const heads = last?.word === ":" || (begun.length === 0 && tokens.at(-1)?.word === ":");
    if (heads && last?.word === ":") begun.pop();
    close(false, "", heads);
  }
  return sentences;
}

/** "- fever", "• fever", "1) fever", "2. fever". */
function withoutBullet(tokens: readonly Token[]): { tokens: readonly Token[]; bullet: boolean } {
  const [first, second, third] = tokens;
  if (first && second && !second.glued && BULLET.has(first.word))
    return { tokens: tokens.slice(1), bullet: true };
  if (first && BULLET.has(first.word) && first.word !== "-" && second)
    return { tokens: tokens.slice(1), bullet: true };
  if (
    first?.kind === "number" &&
    /^\d{1,2}$/.test(first.word) &&
    second?.glued &&
    (second.word === ")" || second.word === ".") &&
    third &&
    !third.glued
  )
    return { tokens: tokens.slice(2), bullet: true };
  return { tokens, bullet: false };
}
