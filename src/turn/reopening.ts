/** Going back to a finding by name, and to a whole section. */
import { closest, distance } from "fastest-levenshtein";
import type { Protocol, Question, Section } from "../protocol/schema.ts";
import type { View } from "../views/outbound.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** Asks for the named finding again. Returns false when the words name none and may be something else. */
export function change(draft: TurnBuilder, argument: string): boolean {
  const question = questionNamedIn(draft.protocol, argument);
  if (question) draft.reopen(question);
  else
    draft.notice(
      argument === ""
        ? "Change what? Type change and a finding, such as change fever."
        : "No finding has that name. Type change and a finding, such as change fever.",
    );
  return true;
}

const namesOf = ({ id, label, also }: Question): string[] => [
  id.replaceAll("_", " "),
  label.toLowerCase(),
  ...also.map((word) => word.toLowerCase()),
];

/** The one finding that these words name: exactly, as part of only one name, or with a letter or two wrong. */
export function questionNamedIn(protocol: Protocol, words: string): Question | undefined {
  const said = words.toLowerCase().replaceAll("_", " ").replace(/^the /, "").trim();
  if (said === "") return undefined;
  const { questions } = protocol;
  const exact = questions.find((each) => namesOf(each).includes(said));
  if (exact) return exact;
  const part = questions.find((each) => namesOf(each).some((name) => name.includes(said)));
  if (part) return part;
  const names = questions.flatMap(namesOf);
  const near = closest(said, names);
  return distance(said, near) <= Math.min(2, Math.floor(said.length / 4))
    ? questions.find((each) => namesOf(each).includes(near))
    : undefined;
}

/** A button for a section's form, and for those of the other sections. */
export const severalView = (handle: string, section: Section, sections: readonly Section[]): View => ({
  kind: "notice",
  handle,
  title: "Answer several at once",
  parts: [
    { kind: "text", words: ["Each opens one form. What you leave alone stays as it is."], tone: "subtle" },
  ],
  actions: [section, ...sections.filter(({ id }) => id !== section.id)].map(
    ({ id, title }, at): View["actions"][number] => ({
      label: title,
      act: { do: "form", section: id },
      ...(at === 0 && { style: "primary" }),
    }),
  ),
  notification: `Case ${handle}: forms to fill in.`,
});
