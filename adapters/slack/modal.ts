/** Forms as Slack modals. */
import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import type { Field, Form, ThreadKey, View } from "../../src/index.ts";
import { formMetadata } from "./action-codec.ts";
import { foldPieces, layout, MESSAGE_LIMITS, mrkdwn, plainTextObject, smallPrint } from "./blocks.ts";
import { collapsedParts } from "./folds.ts";
import { escapeMrkdwn } from "./mrkdwn.ts";

/** Names our form among Slack's callbacks. */
export const FORM_CALLBACK = "triage_form";

const MODAL_TITLE_MAX = 24;

/** Opened at once, while the trigger is valid, and replaced when the content is ready. */
export const loadingModal = (title: string): ModalView => wordsModal(title, "Opening…");

/** A modal with a single notice of ours. */
export const wordsModal = (title: string, words: string): ModalView => ({
  type: "modal",
  title: plainTextObject(title, MODAL_TITLE_MAX),
  close: plainTextObject("Close", MODAL_TITLE_MAX),
  blocks: [{ type: "section", text: mrkdwn(escapeMrkdwn(words)) }],
});

/** A modal instead of a form that does not exist: it says why. */
export function noticeModal(view: View): ModalView {
  const blocks = layout({ ...view, title: "" })
    .flat()
    .slice(0, MESSAGE_LIMITS.modalBlocks);
  return {
    type: "modal",
    title: plainTextObject(view.title || "Triage", MODAL_TITLE_MAX),
    close: plainTextObject("Close", MODAL_TITLE_MAX),
    blocks: blocks.length > 0 ? blocks : [{ type: "section", text: mrkdwn(escapeMrkdwn(view.notification)) }],
  };
}

/** The reasons and the numbered sources of a case, for the one person who asked. */
export function sourcesModal(view: View): ModalView {
  const blocks = [
    smallPrint(`Case ${view.handle}, as it stands now. To tell the thread: Why, or type cite and a number.`),
    ...foldPieces(view, collapsedParts(view)).flat(),
  ];
  const more = smallPrint("There are more: type cite and a number.");
  return {
    type: "modal",
    title: plainTextObject("Sources", MODAL_TITLE_MAX),
    close: plainTextObject("Close", MODAL_TITLE_MAX),
    blocks:
      blocks.length <= MESSAGE_LIMITS.modalBlocks
        ? blocks
        : [...blocks.slice(0, MESSAGE_LIMITS.modalBlocks - 1), more],
  };
}

/** The form to fill in. Every field may be left empty: what is unknown is not asked for twice. */
export function formModal(form: Form, view: View, thread: ThreadKey): ModalView {
  const head: KnownBlock[] = [
    ...(form.title.length > MODAL_TITLE_MAX ? [headingBlock(form.title)] : []),
    ...layout({ ...view, title: "" }).flat(),
  ];
  const groups = form.groups.map((group) => ({
    title: group.title ? [headingBlock(group.title)] : [],
    fields: group.fields.map(inputBlock),
  }));
  const count = (titles: boolean): number =>
    groups.reduce((sum, each) => sum + each.fields.length + (titles ? each.title.length : 0), head.length);
  // headings are dropped before fields are
  const titled = count(true) <= MESSAGE_LIMITS.modalBlocks;
  const blocks = [...head, ...groups.flatMap(({ title, fields }) => [...(titled ? title : []), ...fields])];
  return {
    type: "modal",
    callback_id: FORM_CALLBACK,
    private_metadata: formMetadata({ thread, handle: view.handle ?? "" }, form.act),
    title: plainTextObject(form.title, MODAL_TITLE_MAX),
    submit: plainTextObject("Save", MODAL_TITLE_MAX),
    close: plainTextObject("Cancel", MODAL_TITLE_MAX),
    blocks: count(titled) <= MESSAGE_LIMITS.modalBlocks ? blocks : truncateForm(blocks),
  };
}

/** Slack allows a hundred blocks: the rest is asked question by question, and the form says so. */
function truncateForm(blocks: readonly KnownBlock[]): KnownBlock[] {
  return [
    ...blocks.slice(0, MESSAGE_LIMITS.modalBlocks - 1),
    {
      type: "section",
      text: mrkdwn("This form is longer than Slack can show. The rest is asked in the thread."),
    },
  ];
}

const headingBlock = (title: string): KnownBlock =>
  title.length <= MESSAGE_LIMITS.header
    ? { type: "header", text: plainTextObject(title, MESSAGE_LIMITS.header) }
    : { type: "section", text: mrkdwn(`*${escapeMrkdwn(title)}*`) };

function inputBlock(field: Field): InputBlock {
  return {
    type: "input",
    // a field's id is its block's, so that its value comes back under it
    block_id: field.id,
    optional: true,
    label: plainTextObject(field.label, 2000),
    ...(field.hint !== undefined && field.hint !== "" && { hint: plainTextObject(field.hint, 2000) }),
    element:
      field.kind === "choice" && field.options && field.options.length > 0
        ? selectElement(field, field.options)
        : {
            type: "plain_text_input",
            action_id: "value",
            max_length: 300,
            ...(field.value !== undefined && field.value !== "" && { initial_value: field.value }),
          },
  };
}

function selectElement(
  field: Field,
  given: readonly { value: string; label: string }[],
): InputBlock["element"] {
  const options: PlainTextOption[] = given.slice(0, 100).map(({ value, label }) => {
    if (value.length > 150) throw new RangeError(`an option of field ${field.id} is longer than Slack takes`);
    return { text: plainTextObject(label, 75), value };
  });
  const chosen = options.find(({ value }) => value === field.value);
  return {
    type: "static_select",
    action_id: "value",
    placeholder: plainTextObject("Not entered", 150),
    options,
    ...(chosen && { initial_option: chosen }),
  };
}
