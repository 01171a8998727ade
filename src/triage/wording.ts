/** A recommendation in words for one reader: the protocol's text, filled with what was computed for this case. */
import type { Protocol, Role } from "../protocol/schema.ts";
import { type Assessment, assess } from "./assess.ts";
import { findingLabel, lowered, watchedText } from "./describe.ts";
import { raises } from "./explain.ts";
import type { Findings } from "./finding.ts";
import { index } from "./index-of-protocol.ts";
import type { Recommended } from "./recommend.ts";
import { isHigher } from "./urgency.ts";

export interface RecommendationText {
  text: string;
  /** Remarks of the rules, of a disputed window, and of a source that stands alone. */
  notes: readonly string[];
  /** "Extension, needs clinician review" where the article does not say it. */
  label: string | null;
}

/** Words for recommended items of one assessment. What is listed in {open} and {raises} is computed once. */
export class Wording {
  readonly #protocol: Protocol;
  readonly #findings: Findings;
  readonly #assessment: Assessment;
  #raises: string | undefined;

  constructor(protocol: Protocol, findings: Findings, assessment: Assessment) {
    this.#protocol = protocol;
    this.#findings = findings;
    this.#assessment = assessment;
  }

  of(recommended: Recommended, role: Role): RecommendationText {
    const source = index(this.#protocol).recommendations.get(recommended.id);
    if (!source) return { text: recommended.id, notes: recommended.notes, label: null };
    const notes = [...recommended.notes];
    if (recommended.window?.conflict) notes.push(recommended.window.conflict);
    if (source.support) notes.push(source.support);
    return {
      text: this.#fill(source.text[role]),
      notes,
      label: source.from === "extension" ? this.#protocol.extension_label : null,
    };
  }

  /** One line: the text, its remarks and its label. */
  line(recommended: Recommended, role: Role): string {
    const { text, notes, label } = this.of(recommended, role);
    return [text, ...notes, ...(label ? [`[${label}]`] : [])].join(" ");
  }

  #fill(text: string): string {
    return text
      .replace("{open}", () => this.open().join(", "))
      .replace("{raises}", () => this.#raisesText())
      .replace("{score}", () => this.#scoreText());
  }

  /** The findings still to be examined, the most dangerous first. */
  open(): string[] {
    return this.#assessment.open.map(({ finding }) => lowered(findingLabel(this.#protocol, finding)));
  }

  #raisesText(): string {
    const { questions } = index(this.#protocol);
    this.#raises ??= raises(this.#protocol, this.#findings, this.#assessment)
      .map(({ finding, value }) => {
        const question = questions.get(finding);
        const label = lowered(findingLabel(this.#protocol, finding));
        return question && question.answer.kind !== "tri"
          ? `${label} (${watchedText(question, value, () => this.#raisesAtMost(question.id))})`
          : label;
      })
      .join(", ");
    return this.#raises || "anything new";
  }

  /** Whether the greatest value of a number raises as well: then it is more of it that is to be watched for. */
  #raisesAtMost(id: string): boolean {
    const spec = index(this.#protocol).questions.get(id)?.answer;
    if (spec?.kind !== "number") return false;
    const { urgency } = assess(this.#protocol, { ...this.#findings, [id]: { value: spec.max } });
    return isHigher(urgency, this.#assessment.acts_on);
  }

  #scoreText(): string {
    return this.#assessment.scores
      .map(({ min, max, likely }) => {
        const points = min === max ? `${min}` : `${min} to ${max}, items unknown`;
        return `${points} (${likely === null ? "likely or not is open" : likely ? "likely" : "unlikely"})`;
      })
      .join("; ");
  }
}
