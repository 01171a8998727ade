/** Signs that say yes or no: "(-) fever", "(+) calf pain", "fever -, retention +", "[ ] fever", "[x] retention", "Neg: fever". */
import type { Cue } from "./reader-words.ts";
import type { Token } from "./tokens.ts";

interface Sign {
  cue: Cue;
  to: number;
}

const DENIED: Cue = { is: "deny", list: false };
const DENIED_AFTER: Cue = { is: "deny-after" };
const THERE: Cue = { is: "affirm" };
/** An empty box may be a "no", or may not have been looked at. */
const LEFT_OPEN: Cue = { is: "stop-here" };

/** By the token where each begins. */
export function signsIn(tokens: readonly Token[]): ReadonlyMap<number, Sign> {
  const signs = new Map<number, Sign>();
  tokens.forEach((token, at) => {
    const sign = signAt(tokens, token, at);
    if (sign) signs.set(at, sign);
  });
  // a single minus behind a word may be a dash: "fever -, retention +" leaves no doubt
  for (const [at] of signs) if (tokens[at]?.word === "-" && signs.size === 1) signs.delete(at);
  return signs;
}

function signAt(tokens: readonly Token[], token: Token, at: number): Sign | null {
  const [next, third] = [tokens[at + 1], tokens[at + 2]];
  if (token.word === "(" && third?.word === ")") {
    const ends = endsPiece(tokens[at + 3]);
    if (next?.word === "-") return { cue: ends ? DENIED_AFTER : DENIED, to: at + 3 };
    return next?.word === "+" ? { cue: THERE, to: at + 3 } : null;
  }
  if (token.word === "[" && next?.word === "]") return { cue: LEFT_OPEN, to: at + 2 };
  if (token.word === "[" && third?.word === "]" && (next?.word === "x" || next?.word === "+"))
    return { cue: THERE, to: at + 3 };
  const behindWord = tokens[at - 1]?.kind === "word";
  const run = runOf(tokens, at);
  if (token.word === "+" && behindWord && endsPiece(tokens[run])) return { cue: THERE, to: run };
  if (token.word === "-" && behindWord && !token.glued && endsPiece(next))
    return { cue: DENIED_AFTER, to: at + 1 };
  return token.word === "+" && at === 0 && tokens[run]?.word === ":" ? { cue: THERE, to: run } : null;
}

/** "++" is one sign. */
function runOf(tokens: readonly Token[], at: number): number {
  let to = at + 1;
  while (tokens[to]?.word === tokens[at]?.word && tokens[to]?.glued === true) to += 1;
  return to;
}

const endsPiece = (token: Token | undefined): boolean =>
  token === undefined || token.word === "," || token.word === ")" || token.word === "/" || token.word === ".";
