/** What a person sees in the calls that were made: words, buttons and where they hang. */
import type { Call } from "../../fakes/slack-wire.ts";

interface Element {
  type: string;
  action_id: string;
  value?: string;
  text?: { text: string };
  options?: { text: { text: string }; value: string }[];
}
interface Block {
  type: string;
  block_id?: string;
  text?: { text: string };
  accessory?: Element;
  elements?: (Element & { text?: unknown })[];
}

export const blocksOf = (body: Record<string, unknown>): Block[] => (body.blocks ?? []) as Block[];

/** All that a message says, buttons apart. */
export const wordsOf = (body: Record<string, unknown>): string =>
  blocksOf(body)
    .flatMap((block) => [
      block.text?.text ?? "",
      ...(block.type === "context" ? (block.elements ?? []).map(({ text }) => String(text)) : []),
    ])
    .join("\n");

export interface Control {
  element: Record<string, unknown>;
  blockId: string;
  label: string;
}

/** Everything in a message or a view that can be tapped or chosen. */
export function controlsOf(body: Record<string, unknown>): Control[] {
  return blocksOf(body).flatMap((block) =>
    block.type !== "actions" && !block.accessory
      ? []
      : (block.accessory ? [block.accessory] : (block.elements as Element[])).flatMap(
          (element): Control[] => {
            const blockId = block.block_id ?? "";
            const { action_id, type } = element;
            if (element.options)
              return element.options.map((option) => ({
                label: option.text.text,
                blockId,
                element: { type, action_id, selected_option: option },
              }));
            return [
              {
                label: element.text?.text ?? "",
                blockId,
                element: { type, action_id, ...(element.value !== undefined && { value: element.value }) },
              },
            ];
          },
        ),
  );
}

/** The control with a label, in the latest of the calls that has one. */
export function control(calls: readonly Call[], label: string): Control {
  for (const { body } of calls.toReversed()) {
    const found = controlsOf(body).find((each) => each.label === label);
    if (found) return found;
  }
  throw new Error(`nothing says ${label}`);
}
