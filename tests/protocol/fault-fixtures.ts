/** One small protocol without a fault, and for each kind of fault the change that puts it there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The file of the small protocol. */
export const SMALL_PROTOCOL = fileURLToPath(new URL("../fixtures/small-protocol.yaml", import.meta.url));

/** The text of the small protocol. */
export const smallProtocol = readFileSync(SMALL_PROTOCOL, "utf8");

interface Fault {
  /** What is wrong, as the subject of "is reported". */
  fault: string;
  /** Where the linter reports it, and as what: "LINE:COLUMN code". */
  reported: string;
  /** What is replaced in the small protocol, and what it becomes: each text stands there exactly once. */
  changes: Readonly<Record<string, string>>;
}

/** The condition of the rule "early-fever". */
const EARLY_FEVER = "{ all: [fever, hours <= 72 h] }";

const FAULTS = {
  "01-tab": {
    fault: "a tab in the indentation",
    reported: "22:1 yaml-syntax",
    changes: { "    from: seed\n    label: Fever\n": "\tfrom: seed\n    label: Fever\n" },
  },
  "02-unclosed-bracket": {
    fault: "a bracket that is never closed",
    reported: "27:5 yaml-syntax",
    changes: { "[article-fever]": "[article-fever" },
  },
  "03-colon-in-text": {
    fault: "a colon in text without quotes",
    reported: "24:10 yaml-syntax",
    changes: { "ask: Is there fever?": "ask: Answer this: is there fever?" },
  },
  "04-duplicate-key": {
    fault: "a key that is written twice",
    reported: "24:5 duplicate-key",
    changes: { "    label: Fever\n": "    label: Fever\n    label: Temperature\n" },
  },
  "05-unknown-key": {
    fault: "a misspelt key",
    reported: "27:5 unknown-key",
    changes: { "    answer: { kind: tri, measured": "    anser: { kind: tri, measured" },
  },
  "06-extra-key": {
    fault: "a key that a rule does not have",
    reported: "65:5 unknown-key",
    changes: { "    label: Early fever\n": "    label: Early fever\n    colour: red\n" },
  },
  "07-missing-key": {
    fault: "a question without its reason",
    reported: "36:5 missing-key",
    changes: { "    why: It decides on decompression.\n": "" },
  },
  "08-wrong-type": {
    fault: "a version that is a number",
    reported: "3:10 wrong-type",
    changes: { 'version: "1.0.0"': "version: 1.0" },
  },
  "09-empty-value": {
    fault: "a key without a value",
    reported: "80:7 wrong-type",
    changes: { "reason: A haematoma is not excluded.": "reason:" },
  },
  "10-unknown-urgency": {
    fault: "a misspelt urgency",
    reported: "67:14 not-allowed",
    changes: { "urgency: URGENT": "urgency: URGNT" },
  },
  "11-unknown-answer-kind": {
    fault: "a kind of answer that does not exist",
    reported: "28:84 not-allowed",
    changes: { "answer: { kind: tri }": "answer: { kind: yes_no }" },
  },
  "12-no-citation": {
    fault: "a recommendation with an empty list of citations",
    reported: "77:16 bad-value",
    changes: { "    citations: [guideline-weakness]\n": "    citations: []\n" },
  },
  "13-misread-sentence": {
    fault: "a comparison in words",
    reported: "66:26 bad-value",
    changes: { [EARLY_FEVER]: "{ all: [fever, hours less than 72 h] }" },
  },
  "14-two-joinings": {
    fault: "a condition with both all and any",
    reported: "66:11 bad-value",
    changes: { [EARLY_FEVER]: "{ all: [fever], any: [weakness] }" },
  },
  "15-at-least-too-many": {
    fault: "at least three of two conditions",
    reported: "66:23 bad-value",
    changes: { [EARLY_FEVER]: "{ at_least: { count: 3, of: [fever, hours <= 72 h] } }" },
  },
  "16-misread-duration": {
    fault: "a window whose length is no duration",
    reported: "52:36 bad-value",
    changes: { "within: 1 h": "within: soon" },
  },
  "17-malformed-id": {
    fault: "an id with capitals and a space",
    reported: "63:9 bad-value",
    changes: { "id: early-fever": "id: Early Fever" },
  },
  "18-not-an-address": {
    fault: "a reference whose url is no address",
    reported: "89:64 bad-value",
    changes: { 'url: "https://example.org/guideline"': "url: guideline" },
  },
  "19-duplicate-id": {
    fault: "the second of two rules with one id",
    reported: "63:9 duplicate-id",
    changes: { "id: early-fever": "id: deficit" },
  },
  "20-derived-named-as-question": {
    fault: "a derived finding with the id of a question",
    reported: "50:11 duplicate-id",
    changes: {
      "id: deficit, label: Deficit, from: extension": "id: fever, label: Deficit, from: extension",
      "when: deficit,": "when: weakness,",
    },
  },
  "21-unknown-finding": {
    fault: "a misspelt finding in a condition",
    reported: "66:19 unknown-finding",
    changes: { [EARLY_FEVER]: "{ all: [fevr, hours <= 72 h] }" },
  },
  "22-unknown-option": {
    fault: "a misspelt option in a condition",
    reported: "58:11 unknown-option",
    changes: { "when: mri_result is hematoma": "when: mri_result is haematoma" },
  },
  "23-unknown-until-known": {
    fault: "an until_known that is no option of its question",
    reported: "44:18 unknown-option",
    changes: { "until_known: not_done": "until_known: pending" },
  },
  "24-unknown-section": {
    fault: "a misspelt section",
    reported: "37:14 unknown-section",
    changes: { "section: results": "section: result" },
  },
  "25-unknown-recommendation": {
    fault: "a misspelt recommendation of a rule",
    reported: "60:17 unknown-recommendation",
    changes: { "recommend: [imaging.mri]": "recommend: [imaging.mr]" },
  },
  "26-recommended-by-nobody": {
    fault: "a question that waits for a recommendation nobody defines",
    reported: "43:15 unknown-recommendation",
    changes: { "ask_when: imaging.mri is recommended": "ask_when: imaging.ct is recommended" },
  },
  "27-unknown-window": {
    fault: "a recommendation with a window that does not exist",
    reported: "73:69 unknown-window",
    changes: { "window: now, citations": "window: today, citations" },
  },
  "28-unknown-provisional-window": {
    fault: "a provisional result with a window that does not exist",
    reported: "14:56 unknown-window",
    changes: { "window: now, floor": "window: soon, floor" },
  },
  "29-unknown-citation": {
    fault: "a misspelt citation",
    reported: "26:17 unknown-citation",
    changes: { "citations: [article-fever]": "citations: [article-fevers]" },
  },
  "30-unknown-reference": {
    fault: "a misspelt reference of a citation",
    reported: "93:72 unknown-reference",
    changes: { "reference: guideline,": "reference: guidelines," },
  },
  "31-unknown-result": {
    fault: "a recommendation whose result is no question",
    reported: "73:113 unknown-question",
    changes: { "result: mri_result": "result: ct_result" },
  },
  "32-unknown-release": {
    fault: "a gate released by a finding that does not exist",
    reported: "81:21 unknown-finding",
    changes: { "released_by: [mri_result]": "released_by: [mri_results]" },
  },
  "33-useless-release": {
    fault: "a gate released by a finding that its condition does not read",
    reported: "81:21 gate-not-released",
    changes: { "released_by: [mri_result]": "released_by: [weakness]" },
  },
  "34-unknown-kind": {
    fault: "a recommendation of a kind that does not exist",
    reported: "72:11 unknown-kind",
    changes: {
      "recommend: disposition.examine": "recommend: dispositon.examine",
      "id: disposition.examine": "id: dispositon.examine",
    },
  },
  "35-wrong-unit": {
    fault: "a number compared in a unit that its question does not have",
    reported: "66:26 wrong-unit",
    changes: { [EARLY_FEVER]: "{ all: [fever, hours <= 3 days] }" },
  },
  "36-wrong-sentence": {
    fault: "a strength grade compared for a yes-or-no question",
    reported: "66:19 wrong-sentence",
    changes: { [EARLY_FEVER]: "{ all: [fever new grade < 5, hours <= 72 h] }" },
  },
  "37-number-without-value": {
    fault: "a number that is compared with nothing",
    reported: "66:26 wrong-sentence",
    changes: { [EARLY_FEVER]: "{ all: [fever, hours] }" },
  },
  "38-misplaced-sentence": {
    fault: "a derived finding that depends on a recommendation",
    reported: "50:99 misplaced-sentence",
    changes: { "anal_tone is reduced]": "anal_tone is reduced, imaging.mri is recommended]" },
  },
  "39-circle": {
    fault: "a derived finding that depends on itself",
    reported: "50:59 cycle",
    changes: { "anal_tone is reduced]": "anal_tone is reduced, deficit]" },
  },
  "40-no-window": {
    fault: "an emergency that recommends nothing within a window",
    reported: "60:16 no-window",
    changes: { "window: now, citations": "citations" },
  },
  "41-same-condition": {
    fault: "a lower rule with the condition of a higher one",
    reported: "72:11 same-condition",
    changes: {
      "    recommend: [{ id: imaging.mri, window: now }]\n": `    recommend: [{ id: imaging.mri, window: now }]
  - id: fever-again
    label: Fever again
    from: seed
    when: { all: [hours <= 72 h, fever] }
    urgency: SOON
    recommend: [disposition.examine, imaging.mri]
`,
    },
  },
  "42-negated-adjunct": {
    fault: "an adjunct that is negated",
    reported: "66:46 negated-adjunct",
    changes: { [EARLY_FEVER]: "{ all: [fever, hours <= 72 h, not: anal_tone is reduced] }" },
  },
  "43-no-last-resort": {
    fault: "a list of rules whose last is not routine",
    reported: "55:3 no-last-resort",
    changes: { "urgency: ROUTINE": "urgency: SOON" },
  },
  "44-memory-as-source": {
    fault: "a citation from memory",
    reported: "93:89 unread-citation",
    changes: { "reference: guideline, mark: V": "reference: guideline, mark: M" },
  },
  "45-claim-without-source": {
    fault: "a claim whose only source was not read",
    reported: "26:16 unread-source",
    changes: { "mark: V2": "mark: NS" },
  },
  "46-extension-without-label": {
    fault: "an extension that passes for the article's own",
    reported: "75:11 unlabelled-extension",
    changes: { "    from: extension\n": "    from: seed\n" },
  },
  "47-score-not-shown": {
    fault: "a recommendation that does not show its score",
    reported: "82:46 score-not-shown",
    changes: { '"Risk score: {score}."': "The risk score." },
  },
  "48-long-wording": {
    fault: "a reason of three sentences",
    reported: "25:10 long-wording",
    changes: {
      "Fever after an injection suggests an abscess.":
        "Fever suggests an abscess. It can come late. It does not wait.",
    },
  },
  "49-result-left-unknown": {
    fault: "a late result that leaves a rule possible until it is entered",
    reported: "36:5 result-left-unknown",
    changes: { "    until_known: not_done\n": "" },
  },
  "50-unused-citation": {
    fault: "a citation that nothing cites",
    reported: "91:11 unused-citation",
    changes: {
      "citations:\n":
        "citations:\n  - { id: article-pain, says: Pain is a red flag., reference: article, mark: V }\n",
    },
  },
  "51-unused-reference": {
    fault: "a reference that no citation names",
    reported: "88:11 unused-reference",
    changes: {
      "references:\n":
        'references:\n  - { id: book, tier: secondary, title: A book, url: "https://example.org/book" }\n',
    },
  },
  "52-unused-window": {
    fault: "a window that nothing uses",
    reported: "52:11 unused-window",
    changes: {
      "windows:\n":
        "windows:\n  - { id: week, label: this week, within: 7 days, counted_from: result, from: extension }\n",
    },
  },
  "53-unused-recommendation": {
    fault: "a recommendation that no rule gives",
    reported: "74:9 unused-recommendation",
    changes: { ", treatment.heparin]": "]" },
  },
  "54-unused-derived": {
    fault: "a derived finding that no condition reads",
    reported: "50:11 unused-derived",
    changes: { "when: deficit,": "when: { any: [weakness, anal_tone is reduced] }," },
  },
  "55-unused-question": {
    fault: "a question that no condition reads",
    reported: "30:11 unreachable-question",
    changes: { [EARLY_FEVER]: "fever" },
  },
  "56-never-asked": {
    fault: "a question that can never be asked",
    reported: "43:15 unreachable-question",
    changes: {
      "ask_when: imaging.mri is recommended":
        "ask_when: { all: [imaging.mri is recommended, no rule above] }",
    },
  },
  "57-unreachable-rule": {
    fault: "a rule whose numbers exclude each other",
    reported: "66:11 unreachable-rule",
    changes: { [EARLY_FEVER]: "{ all: [fever, hours <= 72 h, hours > 96 h] }" },
  },
  "58-contradiction-through-derived": {
    fault: "a rule that contradicts a derived finding",
    reported: "66:11 unreachable-rule",
    changes: { [EARLY_FEVER]: "{ all: [fever, hours <= 72 h, weakness, not: deficit] }" },
  },
  "59-gate-never-opens": {
    fault: "a gate that can never open",
    reported: "79:16 never-true",
    changes: {
      "only_if: mri_result is negative": "only_if: { all: [mri_result is negative, mri_result is hematoma] }",
    },
  },
  "60-dead-alternative": {
    fault: "an alternative that can never be true",
    reported: "66:42 never-true",
    changes: {
      [EARLY_FEVER]: "{ all: [weakness, any: [fever, all: [{ not: weakness }, hours <= 72 h]]] }",
    },
  },
  "61-number-out-of-range": {
    fault: "a number beyond what its question takes",
    reported: "66:26 never-true",
    changes: { [EARLY_FEVER]: "{ any: [fever, hours > 9000 h] }" },
  },
  "62-shared-word": {
    fault: "an example of one question that is also a word for another",
    reported: "29:100 shared-word",
    changes: {
      "    citations: [article-fever]\n": "    citations: [article-fever]\n    also: [hot leg]\n",
      "answer: { kind: tri }": "answer: { kind: tri, examples: [Hot-leg] }",
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultId = keyof typeof FAULTS;

/** The text of the small protocol with one fault. */
export function faultyProtocol(id: FaultId): string {
  let text = smallProtocol;
  for (const [was, is] of Object.entries<string>(FAULTS[id].changes)) {
    if (text.split(was).length !== 2) throw new Error(`${id}: "${was}" does not stand exactly once`);
    text = text.replace(was, () => is);
  }
  return text;
}

/** Every fault, with the text that holds it. */
export const faults = (Object.keys(FAULTS) as FaultId[]).map((id) => ({
  id,
  ...FAULTS[id],
  text: faultyProtocol(id),
}));

/** Writes the small protocol with one fault into a folder, and returns the file: its name is the fault's id. */
export function writeFaultyProtocol(folder: string, id: FaultId): string {
  const file = join(folder, `${id}.yaml`);
  writeFileSync(file, faultyProtocol(id));
  return file;
}
