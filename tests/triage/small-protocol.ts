/** A small protocol without medicine, so that a test can say in a few lines what the engine makes of a rule. */
import { type Protocol, protocolSchema, type Question } from "../../src/protocol/schema.ts";

type Part = Readonly<Record<string, unknown>>;

export const question = (id: string, answer: Part = { kind: "tri" }, more: Part = {}): Part => ({
  id,
  section: "first",
  from: "seed",
  label: `Label of ${id}`,
  ask: `${id}?`,
  why: "It is asked.",
  citations: ["said"],
  answer,
  ...more,
});

export const rule = (id: string, urgency: string, when: unknown, more: Part = {}): Part => ({
  id,
  label: `Rule ${id}`,
  from: "seed",
  when,
  urgency,
  ...more,
});

export const recommendation = (id: string, more: Part = {}): Part => ({
  id,
  from: "seed",
  text: `Do ${id.replace(".", " ")}.`,
  citations: ["said"],
  ...more,
});

export const window = (id: string, within: string, more: Part = {}): Part => ({
  id,
  label: `Within ${within}`,
  within,
  counted_from: "recognition",
  from: "seed",
  ...more,
});

/** One question of each kind, and no rule but the one that is always true. */
export function small(changes: Part = {}): Protocol {
  const { rules = [], recommendations = [], windows = [], questions = [], ...rest } = changes;
  const meaning = { label: "label", means: "meaning" };
  return protocolSchema.parse({
    id: "small",
    version: "1.2.3",
    title: "A small protocol",
    date: "2026-01-31",
    review: "reviewed by nobody",
    disclaimer: "It decides nothing.",
    extension_label: "Extension",
    urgencies: { EMERGENT: meaning, URGENT: meaning, SOON: meaning, ROUTINE: meaning },
    provisional: { recommend: "disposition.look", window: "now", floor: "URGENT" },
    sections: [
      { id: "first", title: "First" },
      { id: "second", title: "Second" },
      { id: "back", title: "Results", phase: "results" },
    ],
    questions: [
      question("one"),
      question("two"),
      question("three"),
      question("heat", {
        kind: "tri",
        measured: { unit: "C", min: 30, max: 45, present_at_least: 38 },
      }),
      question("pick", { kind: "choice", options: options("none", "some", "much"), absent: "none" }),
      question("bend", {
        kind: "choice",
        options: options("good", "bad"),
        by_side: true,
        degrees: { min: 0, max: 90 },
      }),
      question("hours", { kind: "number", unit: "h", min: 0, max: 100 }),
      question("power", {
        kind: "grades",
        groups: [
          { id: "hip", label: "Hip", root: "L2" },
          { id: "knee", label: "Knee", root: "L3" },
        ],
        min: 0,
        max: 5,
        normal: 5,
      }),
      question("feeling", { kind: "sensation", modalities: ["touch", "pin"], dermatomes: ["L4", "L5"] }),
      question("girth", {
        kind: "circumferences",
        levels: [
          { id: "calf", label: "Calf" },
          { id: "thigh", label: "Thigh" },
        ],
        unit: "cm",
        min: 10,
        max: 20,
      }),
      question("marks", {
        kind: "signs",
        signs: [
          { id: "red", label: "Redness" },
          { id: "warm", label: "Warmth" },
          { id: "pale", label: "Pallor", adjunct: true },
        ],
      }),
      ...(questions as Part[]),
    ],
    windows: [window("now", "1 h"), window("day", "24 h"), ...(windows as Part[])],
    rules: [
      ...(rules as Part[]),
      { id: "calm", label: "Nothing", from: "seed", when: "no rule above", urgency: "ROUTINE" },
    ],
    recommendations: [
      recommendation("disposition.look"),
      recommendation("imaging.scan"),
      recommendation("consult.ask"),
      ...(recommendations as Part[]),
    ],
    references: [{ id: "book", tier: "primary", title: "A book", url: "https://example.org/book" }],
    citations: [{ id: "said", says: "It is said.", reference: "book", mark: "V" }],
    ...rest,
  });
}

export const options = (...ids: string[]): Part[] => ids.map((id) => ({ id, label: `Option ${id}` }));

export function questionOf(protocol: Protocol, id: string): Question {
  const found = protocol.questions.find((one) => one.id === id);
  if (!found) throw new Error(`no question ${id}`);
  return found;
}
