/** A form as labelled inputs. The bot checks the values; the client's own checks are only a convenience. */
import type { Field, Form, View } from "../../src/index.ts";
import { type CardElement, textBlock } from "./card.ts";
import { escapeMarkdown } from "./markdown.ts";
import { ACTION_VERB, inputId, tapData } from "./tap-data.ts";

/** Up to this many choices are shown at once; more go into a drop-down. */
const MAX_EXPANDED_CHOICES = 2;

/** One group of fields, under its title unless the labels already say it. */
export function fieldGroup(group: Form["groups"][number]): CardElement {
  const [only] = group.fields;
  const titled = group.fields.length > 1 || only?.label !== group.title;
  return {
    type: "Container",
    separator: true,
    spacing: "Medium",
    items: [
      ...(titled
        ? [textBlock(escapeMarkdown(group.title), { weight: "Bolder", size: "Default", style: "heading" })]
        : []),
      ...group.fields.map(inputElement),
    ],
  };
}

function inputElement(field: Field): CardElement {
  const common = {
    id: inputId(field.id),
    label: field.hint === undefined ? field.label : `${field.label} (${field.hint})`,
    ...(field.value !== undefined && { value: field.value }),
  };
  if (field.kind === "text")
    return { type: "Input.Text", ...common, maxLength: 400, errorMessage: "At most 400 characters." };
  const options = field.options ?? [];
  return {
    type: "Input.ChoiceSet",
    ...common,
    style: options.length <= MAX_EXPANDED_CHOICES ? "expanded" : "compact",
    wrap: true,
    placeholder: "Leave as it is",
    choices: options.map(({ label, value }) => ({ title: label, value })),
    errorMessage: "Choose one of the list.",
  };
}

/** The button that submits the form, with all inputs of its card. */
export function submitButton(view: View, form: Form, slot: string | null): CardElement {
  const common = {
    title: "Submit",
    style: "positive",
    data: tapData({ handle: view.handle, act: form.act, slot, filled: true }),
  };
  return {
    type: "ActionSet",
    actions: [
      {
        type: "Action.Execute",
        verb: ACTION_VERB,
        ...common,
        fallback: { type: "Action.Submit", ...common },
      },
    ],
  };
}
