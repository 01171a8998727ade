/** Forms as Slack modals. */
import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import type { Field, Form, ThreadKey, View } from "../../src/index.ts";
import { foldPieces, LIMITS, layout, mrkdwn, plain, remark } from "./blocks.ts";
import { folded } from "./folds.ts";
import { escaped } from "./text.ts";
import { metadataOf } from "./ticket.ts";

/** Names our form among Slack's callbacks. */
export const FORM = "triage_form";

const TITLE = 24;

/** What is opened at once, within the life of a tap, while what it is to show is still being made. */
export const loadingModal = (title: string): ModalView => wordsModal(title, "Opening…");

/** A modal that says one thing, in our words. */
export const wordsModal = (title: string, words: string): ModalView => ({
  type: "modal",
  title: plain(title, TITLE),
  close: plain("Close", TITLE),
  blocks: [{ type: "section", text: mrkdwn(escaped(words)) }],
});

/** A modal in place of a form that there is none of: it says why. */
export function noticeModal(view: View): ModalView {
  const blocks = layout({ ...view, title: "" })
    .flat()
    .slice(0, LIMITS.modalBlocks);
  return {
    type: "modal",
    title: plain(view.title || "Triage", TITLE),
    close: plain("Close", TITLE),
    blocks: blocks.length > 0 ? blocks : [{ type: "section", text: mrkdwn(escaped(view.notification)) }],
  };
}

/** The reasons and the numbered sources of a case, for the one person who asked. */
export function sourcesModal(view: View): ModalView {
  const blocks = [
    remark(`Case ${view.handle}, as it stands now. To tell the thread: Why, or type cite and a number.`),
    ...foldPieces(view, folded(view)).flat(),
  ];
  const more = remark("There are more: type cite and a number.");
  return {
    type: "modal",
    title: plain("Sources", TITLE),
    close: plain("Close", TITLE),
    blocks: blocks.length <= LIMITS.modalBlocks ? blocks : [...blocks.slice(0, LIMITS.modalBlocks - 1), more],
  };
}

/** The form to be filled. Every field may be left alone: what is not known is not asked for twice. */
export function formModal(form: Form, view: View, thread: ThreadKey): ModalView {
  const head: KnownBlock[] = [
    ...(form.title.length > TITLE ? [heading(form.title)] : []),
    ...layout({ ...view, title: "" }).flat(),
  ];
  const groups = form.groups.map((group) => ({
    title: group.title ? [heading(group.title)] : [],
    fields: group.fields.map(inputOf),
  }));
  const count = (titles: boolean): number =>
    groups.reduce((sum, each) => sum + each.fields.length + (titles ? each.title.length : 0), head.length);
  // headings give way before fields do
  const titled = count(true) <= LIMITS.modalBlocks;
  const blocks = [...head, ...groups.flatMap(({ title, fields }) => [...(titled ? title : []), ...fields])];
  return {
    type: "modal",
    callback_id: FORM,
    private_metadata: metadataOf({ thread, handle: view.handle ?? "" }, form.act),
    title: plain(form.title, TITLE),
    submit: plain("Save", TITLE),
    close: plain("Cancel", TITLE),
    blocks: count(titled) <= LIMITS.modalBlocks ? blocks : cut(blocks),
  };
}

/** Slack holds a hundred blocks: what is left is asked question by question, and the form says so. */
function cut(blocks: readonly KnownBlock[]): KnownBlock[] {
  return [
    ...blocks.slice(0, LIMITS.modalBlocks - 1),
    {
      type: "section",
      text: mrkdwn("This form is longer than Slack can show. The rest is asked in the thread."),
    },
  ];
}

const heading = (title: string): KnownBlock =>
  title.length <= LIMITS.header
    ? { type: "header", text: plain(title, LIMITS.header) }
    : { type: "section", text: mrkdwn(`*${escaped(title)}*`) };

function inputOf(field: Field): InputBlock {
  return {
    type: "input",
    // a field's id is its block's, so that its value comes back under it
    block_id: field.id,
    optional: true,
    label: plain(field.label, 2000),
    ...(field.hint !== undefined && field.hint !== "" && { hint: plain(field.hint, 2000) }),
    element:
      field.kind === "choice" && field.options && field.options.length > 0
        ? choice(field, field.options)
        : {
            type: "plain_text_input",
            action_id: "value",
            max_length: 300,
            ...(field.value !== undefined && field.value !== "" && { initial_value: field.value }),
          },
  };
}

function choice(field: Field, given: readonly { value: string; label: string }[]): InputBlock["element"] {
  const options: PlainTextOption[] = given.slice(0, 100).map(({ value, label }) => {
    if (value.length > 150) throw new RangeError(`an option of field ${field.id} is longer than Slack takes`);
    return { text: plain(label, 75), value };
  });
  const chosen = options.find(({ value }) => value === field.value);
  return {
    type: "static_select",
    action_id: "value",
    placeholder: plain("Not entered", 150),
    options,
    ...(chosen && { initial_option: chosen }),
  };
}
