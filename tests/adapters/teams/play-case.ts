/** Walks a case as a person at a screen would: reads the open question's card, and picks a button of it. */
import type { Act } from "../../../src/case/inbound.ts";

type Json = Record<string, unknown>;

export interface Button {
  title: string;
  /** All of what it says, where its title is cut to what a phone shows. */
  label: string;
  verb: unknown;
  data: { handle?: string; act: Act; slot?: string };
}

/** All of one type within a card, in order. */
export function all(value: unknown, type: string): Json[] {
  if (Array.isArray(value)) return value.flatMap((each) => all(each, type));
  if (typeof value !== "object" || value === null) return [];
  return [
    ...((value as Json).type === type ? [value as Json] : []),
    ...Object.entries(value).flatMap(([key, each]) => (key === "fallback" ? [] : all(each, type))),
  ];
}

export const buttonsOf = (card: Json | null): Button[] =>
  all(card?.body, "Action.Execute").map((button) => ({
    ...button,
    label: button.tooltip ?? button.title,
  })) as never;
export const wordsOf = (card: Json | null): string => String(card?.fallbackText ?? "");

/** The question that a card asks; null when it asks none (any more). */
export function questionOf(card: Json | null): string | null {
  for (const { data } of buttonsOf(card)) if (data.act.do === "answer") return data.act.question;
  return null;
}

/** The button that answers a question so, or as nearly as there is one that reassures least: not assessed. */
export function buttonFor(card: Json | null, answers: Readonly<Record<string, string>>): Button {
  const buttons = buttonsOf(card).filter(({ data }) => data.act.do === "answer");
  const value = (button: Button) => (button.data.act.do === "answer" ? button.data.act.value : "");
  const wanted = [answers[questionOf(card) ?? ""], "absent", "normal", "none", "not_assessed"];
  for (const each of wanted) {
    const found = buttons.find((button) => value(button) === each);
    if (found) return found;
  }
  throw new Error("the card has no button that answers it");
}
