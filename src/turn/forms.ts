/** Whole-section forms: what they show, and what was filled in. */

import { MOMENT_HINT, typedMoment } from "../answers/moment.ts";
import { readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import { type Answer, valuePart } from "../answers/value.ts";
import { type Actor, type Encounter, foldEvents, isSameAnswer, revisionOf } from "../case/encounter.ts";
import type { Act, FormValues, Inbound } from "../case/inbound.ts";
import { itemOutcome, leftIn } from "../case/proposal.ts";
import { inputHint } from "../language/input-hints.ts";
import type { Question } from "../protocol/schema.ts";
import { applicable } from "../triage/ask.ts";
import type { Findings } from "../triage/finding.ts";
import { index } from "../triage/index-of-protocol.ts";
import { knowsTime } from "../triage/moment.ts";
import { buildForm, rawOfForm } from "../views/form.ts";
import { noticeView } from "../views/notices.ts";
import type { Form, View } from "../views/outbound.ts";
import { decide } from "./deciding.ts";
import { directAnswerTo, symptomsAskedFor } from "./direct-reading.ts";
import { settleEdited } from "./proposing.ts";
import { recordAnswer } from "./recording.ts";
import { sanitizeForm } from "./sanitize-input.ts";
import { TurnBuilder, type TurnContext } from "./turn-builder.ts";

type OpenFormAct = Extract<Act, { do: "form" }>;

/** The form behind a tap, filled with what is known; or a notice saying why there is none. Records nothing. */
export function formView(
  context: TurnContext,
  encounter: Encounter | null,
  handle: string,
  act: OpenFormAct,
  actor: Actor,
): View {
  if (!encounter || encounter.handle !== handle || encounter.closed)
    return noticeView(null, "That message is out of date: its case is not the open one here.");
  const draft = new TurnBuilder(context, encounter, actor);
  const shown = formContents(draft, act);
  if (!shown) return noticeView(handle, "That message is out of date: there is nothing left to fill in.");
  const seen = encounter.events.length;
  const filled = { ...act, seen, ...(knowsTime(draft.protocol) && { filled: context.now }) };
  const form = formOf(draft, shown, filled);
  return {
    kind: "form",
    handle,
    title: form.title,
    parts: [{ kind: "text", words: ["Leave a field alone to leave it as it is."], tone: "subtle" }],
    actions: [],
    form: withRefused(form, encounter.refused),
    notification: `Case ${handle}: a form.`,
  };
}

/** The form, with a field for each symptom where it is asked when these began. */
function formOf(draft: TurnBuilder, { questions, findings, title }: FormContents, act: OpenFormAct): Form {
  const form = buildForm(questions, findings, title, act);
  const groups = form.groups.map((group, at) => {
    const question = questions[at];
    if (!question || !kindOf(question.answer).isPerFinding(question.answer)) return group;
    const answer = findings[question.id];
    const fields = symptomsAskedFor(draft, question).map(
      ({ id, label }): Form["groups"][number]["fields"][number] => {
        const known = answer && "value" in answer ? typedMoment(valuePart(answer.value, id)) : undefined;
        return {
          id: `${question.id}.${id}`,
          label,
          kind: "text",
          hint: MOMENT_HINT,
          ...(known !== undefined && { value: known }),
        };
      },
    );
    return fields.length > 0 ? { ...group, fields } : group;
  });
  return { ...form, groups };
}

/** What was typed and not understood is shown again for correction. */
const withRefused = (form: Form, refused: ReadonlyMap<string, string>): Form => ({
  ...form,
  groups: form.groups.map((group) => ({
    ...group,
    fields: group.fields.map((field) => {
      const typed = refused.get(field.id);
      return typed === undefined || field.kind !== "text" ? field : { ...field, value: typed };
    }),
  })),
});

interface FormContents {
  title: string;
  questions: readonly Question[];
  findings: Findings;
}

function formContents(draft: TurnBuilder, act: OpenFormAct): FormContents | null {
  const { answers, setting } = draft.current;
  if (act.proposal !== undefined) {
    const { proposal } = draft.open;
    if (proposal?.number !== act.proposal) return null;
    const ids = new Set(leftIn(proposal).map(({ question }) => question));
    const findings: Record<string, Answer | undefined> = { ...answers };
    // a doubt, or one of two answers, is for a person to decide
    for (const item of leftIn(proposal))
      if (!item.uncertain && itemOutcome(draft.open, proposal, item, draft.again) === "record")
        findings[item.question] = item.answer;
    const questions = draft.protocol.questions.filter(({ id }) => ids.has(id));
    return { title: "Edit what was understood", questions, findings };
  }
  if (act.question !== undefined) {
    const question = draft.question(act.question);
    return question ? { title: question.label, questions: [question], findings: withoutOld(draft) } : null;
  }
  if (act.panel !== undefined) {
    const { panel } = act;
    const questions = applicable(draft.protocol, answers, "triage", setting).filter(
      (each) => each.panel === panel,
    );
    const title = index(draft.protocol).panels.get(panel)?.title ?? panel;
    return questions.length > 0 ? { title, questions, findings: withoutOld(draft) } : null;
  }
  const id = act.section ?? draft.pending?.section.id ?? draft.protocol.sections[0]?.id;
  const section = draft.protocol.sections.find((each) => each.id === id);
  if (!section) return null;
  const questions = applicable(draft.protocol, answers, section.phase, setting).filter(
    (each) => each.section === id,
  );
  return questions.length > 0 ? { title: section.title, questions, findings: withoutOld(draft) } : null;
}

/** What is asked again is not filled in: a field that is left alone confirms nothing. */
const withoutOld = ({ current, again }: TurnBuilder): Findings =>
  Object.fromEntries(Object.entries(current.answers).filter(([known]) => !again.has(known)));

/** Records what is valid, says what is not and why, and decides once. */
export function submitForm(
  draft: TurnBuilder,
  { handle, act, values: typed }: Extract<Inbound, { kind: "submit" }>,
): void {
  const { encounter } = draft;
  if (!encounter || encounter.handle !== handle || encounter.closed) {
    draft.tell("That form is out of date: its case is not the open one here. Nothing of it is recorded.");
    return;
  }
  const values = sanitizeForm(draft, typed);
  const proposal = act.proposal !== undefined && encounter.proposal?.number === act.proposal;
  if (act.proposal !== undefined && !proposal)
    draft.tell(
      "The list that this form was for is no longer open. What you filled in is recorded all the same.",
    );
  const { questions } = draft.protocol;
  const past = asFilled(draft, act);
  const alone = act.proposal === undefined ? leftAlone(past, act, values) : new Set<string>();
  const given = new Set<string>();
  const faults: string[] = [];
  const refused: Record<string, string> = {};
  for (const [id, raw] of rawOfForm(questions, values)) {
    const question = draft.question(id);
    if (!question || alone.has(id)) continue;
    const reading = readFormAnswer(draft, question, raw);
    if ("answer" in reading) {
      const standing = encounter.records.get(id)?.accepted.answer;
      if (standing && isSameAnswer(standing, reading.answer) && !past.again.has(id)) continue;
      const how = act.proposal === undefined ? "form" : "edited";
      // what came after the form was filled in was not visible in it
      const knowingly = proposal && revisionOf(past.open, id) === revisionOf(encounter, id);
      recordAnswer(draft, { question, answer: reading.answer, how, knowingly });
      given.add(id);
    } else {
      faults.push(`${question.label}: ${reading.fault}`);
      for (const [field, text] of Object.entries(values))
        if (text.trim() !== "" && (field === id || field.startsWith(`${id}.`))) refused[field] = text;
    }
  }
  if (proposal && act.proposal !== undefined && faults.length === 0) settleEdited(draft, act.proposal, given);
  if (faults.length > 0) {
    draft.record({ type: "refused", values: refused });
    draft.post({
      ...noticeView(draft.open.handle, ""),
      title: "Not recorded",
      parts: [
        {
          kind: "list",
          title: "Not recorded, and kept in the form to be mended",
          items: faults.map((fault) => ({ words: [fault] })),
        },
      ],
      notification: `Case ${draft.open.handle}: something in a form was not recorded.`,
      actions: [{ label: "Open the form again", act }],
    });
  }
  decide(draft);
}

/** The case as it was when the form was prefilled. */
function asFilled(
  { context, open, actor }: TurnBuilder,
  { seen, filled = context.now }: OpenFormAct,
): TurnBuilder {
  const then = seen !== undefined && seen > 0 && seen < open.events.length;
  // an answer that was not too old yet was filled in: to send it unchanged confirms nothing
  const at = { ...context, now: Math.min(filled, context.now) };
  return new TurnBuilder(at, then ? foldEvents(open.id, open.events.slice(0, seen)) : open, actor);
}

/** Questions whose fields came back unchanged: the form did not answer those. */
function leftAlone(past: TurnBuilder, act: OpenFormAct, values: FormValues): ReadonlySet<string> {
  const shown = act.seen === undefined ? null : formContents(past, act);
  const groups = shown ? formOf(past, shown, act).groups : [];
  return new Set(
    groups.flatMap(({ fields }, at) => {
      const untouched = fields.every(({ id, value = "" }) => value === (values[id]?.trim() ?? ""));
      return untouched ? (shown?.questions[at]?.id ?? []) : [];
    }),
  );
}

function readFormAnswer(
  draft: TurnBuilder,
  question: Question,
  raw: unknown,
): { answer: Answer } | { fault: string } {
  const { lists, now, utcOffsetAt } = draft.context;
  const reading = readAnswer(question, raw, now, utcOffsetAt, lists.answers.times);
  if ("answer" in reading) return reading;
  // a time is typed in words here as it is in the thread
  const literal = typeof raw === "string" ? directAnswerTo(draft, question, raw) : null;
  if (literal && "answer" in literal) return literal;
  return { fault: inputHint(question, reading.faults) };
}
