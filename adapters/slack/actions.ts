/** What can be done with a view, as buttons and menus. */
import type { ActionsBlock, ActionsBlockElement, Button, KnownBlock, StaticSelect } from "@slack/types";
import type { Action } from "../../src/index.ts";
import { mrkdwn, type Piece, plain } from "./blocks.ts";
import { escaped, fill } from "./text.ts";
import { blockIdOf, type Place } from "./ticket.ts";

const LIMITS = { button: 75, option: 75, optionValue: 150, options: 100, value: 2000, row: 5 } as const;

/** Above this many, buttons wrap over several lines on a phone: a menu takes their place. */
const BUTTONS = 5;

/**
 * The actions of a view: answers first, then what else can be done. A label that Slack cannot show whole is
 * written out above. `kind` keeps the ids of an updated message apart from those before.
 */
export function actionPieces(actions: readonly Action[], place: Place, kind: string): Piece[] {
  if (actions.length === 0) return [];
  const numbered = actions.map((action, index) => ({ action, index }));
  const answers = numbered.filter(({ action }) => isAnswer(action));
  const others = numbered.filter(({ action }) => !isAnswer(action));
  const groups =
    numbered.length <= BUTTONS ? [numbered] : [answers, others].filter(({ length }) => length > 0);
  // of several primary buttons none stands out
  const primary = numbered.find(({ action }) => action.style === "primary")?.index ?? -1;
  const blocks: KnownBlock[] = [];
  const add = (elements: ActionsBlockElement[]): void => {
    const block: ActionsBlock = {
      type: "actions",
      block_id: blockIdOf(place, `${kind}${blocks.length}`),
      elements,
    };
    blocks.push(block);
  };
  for (const group of groups) {
    if (group.length > BUTTONS && fitsMenu(group)) add([menu(group)]);
    else
      for (let at = 0; at < group.length; at += LIMITS.row)
        add(group.slice(at, at + LIMITS.row).map((each) => button(each, primary)));
  }
  return [[...longLabels(actions), ...blocks]];
}

interface Numbered {
  action: Action;
  index: number;
}

const isAnswer = ({ act }: Action): boolean => act.do === "answer" || act.do === "settle";

/** A menu's option holds less than a button, and none may stand twice: what does not fit stays a button. */
function fitsMenu(group: readonly Numbered[]): boolean {
  const values = group.map(({ action }) => JSON.stringify(action.act));
  const short = values.every(({ length }) => length <= LIMITS.optionValue);
  return short && values.length <= LIMITS.options && new Set(values).size === values.length;
}

function button({ action, index }: Numbered, primary: number): Button {
  const value = JSON.stringify(action.act);
  if (value.length > LIMITS.value)
    throw new RangeError(`an act of ${value.length} characters fits no button`);
  return {
    type: "button",
    action_id: `act:${index}`,
    text: plain(action.label, LIMITS.button),
    value,
    ...(action.style === "danger" && { style: "danger" }),
    ...(index === primary && { style: "primary" }),
  };
}

function menu(group: readonly Numbered[]): StaticSelect {
  return {
    type: "static_select",
    action_id: `act:${group[0]?.index ?? 0}`,
    placeholder: plain("Choose one", 150),
    options: group.map(({ action }) => ({
      text: plain(action.label, LIMITS.option),
      value: JSON.stringify(action.act),
    })),
  };
}

function longLabels(actions: readonly Action[]): KnownBlock[] {
  const long = actions.filter(({ label }) => label.length > LIMITS.button);
  if (long.length === 0) return [];
  const lines = long.flatMap(({ label }, i) => [i > 0 ? "\n" : "", "• ", escaped(label)]);
  return fill(lines, 2_900).map((text) => ({ type: "section", text: mrkdwn(text), expand: true }));
}
