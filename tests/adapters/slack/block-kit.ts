/** Slack's limits and rules for what it is sent, written down as a check: an empty list means that Slack takes it. */

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** The faults of a message's body; `text` must be there, since it is what a notification shows. */
export function messageFaults(body: { text?: unknown; blocks?: unknown }): string[] {
  const faults: string[] = [];
  if (typeof body.text !== "string" || body.text.trim() === "") faults.push("text: missing");
  else if (body.text.length > 4000) faults.push(`text: ${body.text.length} characters`);
  else faults.push(...markupFaults(body.text, "text"));
  if (!Array.isArray(body.blocks)) return [...faults, "blocks: missing"];
  if (JSON.stringify(body.blocks).length > 12_000) faults.push("blocks: msg_blocks_too_long");
  return [...faults, ...blocksFaults(body.blocks, 50, MESSAGE_BLOCKS)];
}

/** The faults of a modal or of the Home tab. */
export function viewFaults(view: unknown): string[] {
  if (!isObject(view)) return ["view: not an object"];
  const faults: string[] = [];
  if (view.type === "modal") {
    faults.push(...plainFaults(view.title, 24, "title"));
    for (const key of ["submit", "close"])
      if (view[key] !== undefined) faults.push(...plainFaults(view[key], 24, key));
    const inputs = Array.isArray(view.blocks) && view.blocks.some((block) => block.type === "input");
    if (inputs && view.submit === undefined) faults.push("submit: needed with inputs");
    if (String(view.private_metadata ?? "").length > 3000) faults.push("private_metadata: too long");
    if (String(view.callback_id ?? "").length > 255) faults.push("callback_id: too long");
  } else if (view.type !== "home") faults.push(`type: ${String(view.type)}`);
  if (!Array.isArray(view.blocks)) return [...faults, "blocks: missing"];
  return [...faults, ...blocksFaults(view.blocks, 100, [...MESSAGE_BLOCKS, "input"])];
}

const MESSAGE_BLOCKS = ["section", "header", "context", "divider", "actions"];

function blocksFaults(blocks: unknown[], max: number, allowed: string[]): string[] {
  const faults: string[] = [];
  if (blocks.length === 0 || blocks.length > max) faults.push(`blocks: ${blocks.length} of at most ${max}`);
  const ids = blocks.flatMap((block) => (isObject(block) && block.block_id ? [String(block.block_id)] : []));
  if (new Set(ids).size !== ids.length) faults.push("block_id: twice in one message");
  for (const [at, block] of blocks.entries()) {
    const where = `blocks[${at}]`;
    if (!isObject(block)) {
      faults.push(`${where}: not an object`);
      continue;
    }
    if (!allowed.includes(String(block.type))) faults.push(`${where}: type ${String(block.type)}`);
    if (String(block.block_id ?? "").length > 255) faults.push(`${where}.block_id: too long`);
    faults.push(...blockFaults(block, where));
  }
  return faults;
}

function blockFaults(block: Json, where: string): string[] {
  switch (block.type) {
    case "section":
      return textFaults(block.text, 3000, `${where}.text`);
    case "header":
      return plainFaults(block.text, 150, `${where}.text`);
    case "context": {
      const elements = Array.isArray(block.elements) ? block.elements : [];
      return [
        ...(elements.length < 1 || elements.length > 10 ? [`${where}: ${elements.length} elements`] : []),
        ...elements.flatMap((each, at) => textFaults(each, 3000, `${where}.elements[${at}]`)),
      ];
    }
    case "actions": {
      const elements: unknown[] = Array.isArray(block.elements) ? block.elements : [];
      const ids = elements.map((each) => (isObject(each) ? String(each.action_id) : ""));
      return [
        ...(elements.length < 1 || elements.length > 25 ? [`${where}: ${elements.length} elements`] : []),
        ...(new Set(ids).size !== ids.length ? [`${where}: an action_id twice in one block`] : []),
        ...elements.flatMap((each, at) => elementFaults(each, `${where}.elements[${at}]`)),
      ];
    }
    case "input":
      return [
        ...plainFaults(block.label, 2000, `${where}.label`),
        ...(block.hint === undefined ? [] : plainFaults(block.hint, 2000, `${where}.hint`)),
        ...elementFaults(block.element, `${where}.element`),
      ];
    default:
      return [];
  }
}

function elementFaults(element: unknown, where: string): string[] {
  if (!isObject(element)) return [`${where}: not an object`];
  const id = String(element.action_id ?? "");
  const faults = id.length < 1 || id.length > 255 ? [`${where}.action_id: ${id.length} characters`] : [];
  if (element.placeholder !== undefined)
    faults.push(...plainFaults(element.placeholder, 150, `${where}.placeholder`));
  switch (element.type) {
    case "button":
      faults.push(...plainFaults(element.text, 75, `${where}.text`));
      if (String(element.value ?? "").length > 2000) faults.push(`${where}.value: too long`);
      if (element.style !== undefined && !["primary", "danger"].includes(String(element.style)))
        faults.push(`${where}.style: ${String(element.style)}`);
      return faults;
    case "static_select": {
      const options: unknown[] = Array.isArray(element.options) ? element.options : [];
      if (options.length < 1 || options.length > 100) faults.push(`${where}: ${options.length} options`);
      const values = options.map((option) => (isObject(option) ? String(option.value) : ""));
      if (new Set(values).size !== values.length) faults.push(`${where}: an option twice`);
      for (const [at, option] of options.entries()) {
        faults.push(
          ...plainFaults(isObject(option) ? option.text : null, 75, `${where}.options[${at}].text`),
        );
        if ((values[at]?.length ?? 0) < 1 || (values[at]?.length ?? 0) > 150)
          faults.push(`${where}.options[${at}].value: ${values[at]?.length} characters`);
      }
      const initial = element.initial_option;
      if (isObject(initial) && !options.some((option) => JSON.stringify(option) === JSON.stringify(initial)))
        faults.push(`${where}.initial_option: not one of the options`);
      return faults;
    }
    case "plain_text_input":
      if (String(element.initial_value ?? "").length > 3000) faults.push(`${where}.initial_value: too long`);
      return faults;
    default:
      return [...faults, `${where}: type ${String(element.type)}`];
  }
}

function textFaults(text: unknown, max: number, where: string): string[] {
  if (!isObject(text)) return [`${where}: missing`];
  if (text.type === "plain_text") return plainFaults(text, max, where);
  if (text.type !== "mrkdwn") return [`${where}: type ${String(text.type)}`];
  const value = String(text.text);
  return [
    ...(value.length < 1 || value.length > max ? [`${where}: ${value.length} characters`] : []),
    // otherwise Slack makes links of what looks like a name or an address
    ...(text.verbatim === true ? [] : [`${where}: not verbatim`]),
    ...markupFaults(value, where),
  ];
}

function plainFaults(text: unknown, max: number, where: string): string[] {
  if (!isObject(text) || text.type !== "plain_text") return [`${where}: not plain text`];
  const value = String(text.text);
  return [
    ...(value.length < 1 || value.length > max
      ? [`${where}: ${value.length} of at most ${max} characters`]
      : []),
    ...(value.isWellFormed() ? [] : [`${where}: half a character`]),
  ];
}

/** What may stand in angle brackets: a person, a time, a link of ours. Nothing that calls a whole channel. */
const BRACKETS = /<(@[UW][A-Z0-9]*|!date\^\d+\^[^<>|]+\|[^<>|]+|https?:\/\/[^<>|\s]+\|[^<>]*)>/g;

function markupFaults(text: string, where: string): string[] {
  const rest = text.replace(BRACKETS, "");
  return [
    ...(text.isWellFormed() ? [] : [`${where}: half a character`]),
    ...(/[<>]/.test(rest) ? [`${where}: an unescaped bracket`] : []),
    ...(/&(?!(amp|lt|gt);)/.test(rest) ? [`${where}: an unescaped ampersand`] : []),
  ];
}
