/** What can be done with a view, as buttons and menus. */
import type { ActionsBlock, ActionsBlockElement, Button, KnownBlock, StaticSelect } from "@slack/types";
import { type Action, type ButtonLabel, buttonLabels } from "../../src/index.ts";
import { type CaseRef, encodeBlockId } from "./action-codec.ts";
import { type BlockGroup, fitsMessage, mrkdwn, plainTextObject } from "./blocks.ts";
import { packAtoms, wordsAtoms } from "./mrkdwn.ts";

const BUTTON_LIMITS = {
  button: 75,
  option: 75,
  optionValue: 150,
  options: 100,
  value: 2000,
  row: 5,
} as const;

/** Above this many, buttons wrap over several lines on a phone: a menu replaces them. */
const MAX_BUTTONS = 5;

/** The buttons of one row of a message. */
export const rowBlocks = (
  actions: readonly Action[],
  caseRef: CaseRef,
  kind: string,
  at: number,
): ActionsBlock[] =>
  inRows(
    actions.map((action, index) =>
      buttonElement(
        { action, index },
        buttonLabels(actions).map(({ title }) => title),
        -1,
      ),
    ),
  ).map((elements, row) => ({
    type: "actions",
    block_id: encodeBlockId(caseRef, `${kind}row${at}-${row}`),
    elements,
  }));

/** A button of this adapter only, which asks the bot to do nothing. */
export interface AdapterButton {
  id: string;
  label: string;
}

/**
 * The actions of a view: answers first, then what else can be done. What a phone does not show whole is written out above.
 * `kind` keeps the ids of an updated message apart from the earlier ones.
 */
export function actionPieces(
  actions: readonly Action[],
  caseRef: CaseRef,
  kind: string,
  adapterButtons: readonly AdapterButton[] = [],
): BlockGroup[] {
  if (actions.length + adapterButtons.length === 0) return [];
  const indexed = actions.map((action, index) => ({ action, index }));
  const beside = indexed.filter(({ action }) => !action.alone);
  const groups =
    beside.length + adapterButtons.length <= MAX_BUTTONS
      ? [beside]
      : [...Map.groupBy(beside, ({ action }) => rankOf(action))].sort(([a], [b]) => a - b).map(([, g]) => g);
  const menus = groups.filter((group) => group.length > MAX_BUTTONS && fitsMenu(group));
  const listed = new Set(menus.flat().map(({ action }) => action));
  const labels = buttonLabels(actions, (action) => listed.has(action));
  const titles = labels.map(({ title }) => title);
  // of several primary buttons none stands out
  const primary = indexed.find(({ action }) => action.style === "primary")?.index ?? -1;
  const rows = groups
    .filter(({ length }) => length > 0)
    .flatMap((group): ActionsBlockElement[][] =>
      menus.includes(group)
        ? [[menuElement(group, titles)]]
        : inRows(group.map((each) => buttonElement(each, titles, primary))),
    );
  const mine = adapterButtons.map(
    ({ id, label }): Button => ({ type: "button", action_id: id, text: plainTextObject(label, 75) }),
  );
  const last = rows.at(-1);
  if (
    last &&
    last.length + mine.length <= BUTTON_LIMITS.row &&
    !last.some(({ type }) => type === "static_select")
  )
    last.push(...mine);
  else rows.push(...inRows(mine));
  const alone = indexed.filter(({ action }) => action.alone);
  rows.push(...alone.map((each) => [buttonElement(each, titles, primary)]));
  const blocks = rows.map(
    (elements, at): ActionsBlock => ({
      type: "actions",
      block_id: encodeBlockId(caseRef, `${kind}${at}`),
      elements,
    }),
  );
  return joined(longLabels(labels), blocks);
}

const inRows = (buttons: readonly Button[]): Button[][] =>
  Array.from({ length: Math.ceil(buttons.length / BUTTON_LIMITS.row) }, (_, at) =>
    buttons.slice(at * BUTTON_LIMITS.row, (at + 1) * BUTTON_LIMITS.row),
  );

interface IndexedAction {
  action: Action;
  index: number;
}

/** What belongs side by side where not everything does: answers, readings to choose from, deadlines, and the rest. */
function rankOf({ act }: Action): number {
  switch (act.do) {
    case "answer":
    case "settle":
      return 0;
    case "pick":
    case "unread":
      return 1;
    case "done":
    case "snooze":
      return 2;
    default:
      return 3;
  }
}

/** A menu's option holds less than a button, and none may occur twice: what does not fit stays a button. */
function fitsMenu(group: readonly IndexedAction[]): boolean {
  const values = group.map(({ action }) => JSON.stringify(action.act));
  const short = values.every(({ length }) => length <= BUTTON_LIMITS.optionValue);
  return short && values.length <= BUTTON_LIMITS.options && new Set(values).size === values.length;
}

function buttonElement({ action, index }: IndexedAction, titles: readonly string[], primary: number): Button {
  const value = JSON.stringify(action.act);
  if (value.length > BUTTON_LIMITS.value)
    throw new RangeError(`an act of ${value.length} characters fits no button`);
  return {
    type: "button",
    action_id: `act:${index}`,
    text: plainTextObject(titles[index] ?? action.label, BUTTON_LIMITS.button),
    value,
    ...(action.style === "danger" && { style: "danger" }),
    ...(index === primary && { style: "primary" }),
  };
}

function menuElement(group: readonly IndexedAction[], titles: readonly string[]): StaticSelect {
  return {
    type: "static_select",
    action_id: `act:${group[0]?.index ?? 0}`,
    placeholder: plainTextObject("Choose one", 150),
    options: group.map(({ action, index }) => ({
      text: plainTextObject(titles[index] ?? action.label, BUTTON_LIMITS.option),
      value: JSON.stringify(action.act),
    })),
  };
}

/** The words that stand above buttons, each once. */
function longLabels(labels: readonly ButtonLabel[]): KnownBlock[] {
  const above = [...new Set(labels.flatMap((label) => label.above ?? []))];
  const lines = above.flatMap((words, at) => [at > 0 ? "\n" : "", ...wordsAtoms([words])]);
  return packAtoms(lines, 2_900).map((text) => ({ type: "section", text: mrkdwn(text), expand: true }));
}

/** Together where one message holds them; else what is too many goes on in the next one. */
function joined(words: readonly KnownBlock[], buttons: readonly ActionsBlock[]): BlockGroup[] {
  const whole = [...words, ...buttons];
  return fitsMessage(whole) ? [whole] : whole.map((block) => [block]);
}
