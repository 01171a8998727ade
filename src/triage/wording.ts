/** A recommendation in words for one reader: the protocol's text, filled in with what was computed for this case. */
import { lowerFirst } from "../answers/label-case.ts";
import { watchedText } from "../answers/text.ts";
import type { Protocol, Recommendation, Role } from "../protocol/schema.ts";
import type { Assessment } from "./assess.ts";
import { boundaryValues } from "./boundary-values.ts";
import { findingLabel } from "./describe.ts";
import type { Setting } from "./evaluate.ts";
import { redFlagsToWatchFor } from "./explain.ts";
import type { Findings } from "./finding.ts";
import { index } from "./index-of-protocol.ts";
import type { ActiveRecommendation } from "./recommend.ts";

export interface RecommendationText {
  text: string;
  /** Remarks of the rules, of a disputed window, and of a single source. */
  notes: readonly string[];
  /** "Extension, needs clinician review" where the article does not say it. */
  label: string | null;
}

/** Words for recommended items of one assessment. What {open} and {raises} list is computed once. */
export class RecommendationWording {
  readonly #protocol: Protocol;
  readonly #findings: Findings;
  readonly #assessment: Assessment;
  readonly #setting: Setting | undefined;
  #raises: string | undefined;

  constructor(protocol: Protocol, findings: Findings, assessment: Assessment, setting?: Setting) {
    this.#protocol = protocol;
    this.#setting = setting;
    this.#findings = findings;
    this.#assessment = assessment;
  }

  of(recommended: ActiveRecommendation, role: Role): RecommendationText {
    const source = index(this.#protocol).recommendations.get(recommended.id);
    if (!source) return { text: recommended.id, notes: recommended.notes, label: null };
    const notes = [...recommended.notes];
    if (recommended.window?.conflict) notes.push(recommended.window.conflict);
    if (source.support) notes.push(source.support);
    return {
      text: this.#fill(source.text[role]),
      notes,
      label: this.#isExtension(recommended, source) ? this.#protocol.extension_label : null,
    };
  }

  /**
   * Whether a line goes beyond the article. Where the protocol has a mark for it, the rules that request it and its
   * window count as well: it is the article's own only where all three are.
   */
  #isExtension({ because, window }: ActiveRecommendation, source: Recommendation): boolean {
    if (source.from === "extension" || this.#protocol.extension_mark === undefined)
      return source.from === "extension";
    const { rules, windows } = index(this.#protocol);
    const isSeed = because.some((id) => rules.get(id)?.from === "seed");
    return !isSeed || (window !== null && windows.get(window.id)?.from === "extension");
  }

  /** One line: the text, its remarks and its label. */
  line(recommended: ActiveRecommendation, role: Role): string {
    const { text, notes, label } = this.of(recommended, role);
    const mark = this.#protocol.extension_mark ?? `[${label}]`;
    return [text, ...notes, ...(label ? [mark] : [])].join(" ");
  }

  #fill(text: string): string {
    return text
      .replace("{open}", () => this.open().join(", "))
      .replace("{raises}", () => this.#raisesText())
      .replace("{score}", () => this.#scoreText());
  }

  /** The findings still to be examined, the most dangerous first. */
  open(): string[] {
    return this.#assessment.open.map(({ finding }) => lowerFirst(findingLabel(this.#protocol, finding)));
  }

  #raisesText(): string {
    const protocol = this.#protocol;
    this.#raises ??=
      this.#patientWords() ??
      redFlagsToWatchFor(protocol, this.#findings, this.#assessment, this.#setting)
        .map(({ finding, values }) => {
          const question = index(protocol).questions.get(finding);
          const label = lowerFirst(findingLabel(protocol, finding));
          const what = question ? watchedText(question, values, boundaryValues(protocol, question)) : "";
          return what === "" ? label : `${label} (${what})`;
        })
        .join(", ");
    return this.#raises || "anything new";
  }

  /** What a patient can notice, in a patient's words; null where the protocol has none. */
  #patientWords(): string | null {
    if (!this.#protocol.questions.some(({ patient_words }) => patient_words)) return null;
    const watched = redFlagsToWatchFor(this.#protocol, this.#findings, this.#assessment, this.#setting);
    return watched
      .flatMap(({ finding }) => index(this.#protocol).questions.get(finding)?.patient_words ?? [])
      .join("; ");
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
