/** Messages and modals drawn with letters, as a person sees them in Slack. */
import type { KnownBlock, ModalView } from "@slack/types";
import type { SlackMessage } from "../../../adapters/slack/render.ts";

const WIDTH = 96;

/** A message: its words, and `[buttons]` and `(menus)` below them. */
export const drawMessage = ({ text, blocks }: SlackMessage): string =>
  [`notification: ${words(text)}`, "", ...blocks.flatMap(drawBlock)].join("\n");

export const drawModal = ({ title, blocks, submit, close }: ModalView): string =>
  [
    `== ${title.text} ==`,
    "",
    ...(blocks as KnownBlock[]).flatMap(drawBlock),
    `[${close?.text ?? ""}]${submit ? ` [${submit.text}]` : ""}`,
  ].join("\n");

function drawBlock(block: KnownBlock): string[] {
  switch (block.type) {
    case "header":
      return [`# ${block.text.text}`, ""];
    case "section":
      return [...wrapped(words(block.text?.text ?? "")), ""];
    case "context":
      return [
        ...block.elements.flatMap((each) => ("text" in each ? wrapped(words(each.text), "  · ") : [])),
        "",
      ];
    case "actions":
      return [
        block.elements
          .map((element) => {
            if (element.type === "button")
              return element.style === "primary" ? `[[${element.text.text}]]` : `[${element.text.text}]`;
            if (element.type === "static_select")
              return `(${element.placeholder?.text} v: ${element.options?.map(({ text }) => text.text).join(" / ")})`;
            return element.type;
          })
          .join(" "),
        "",
      ];
    case "input": {
      const { element } = block;
      const field =
        element.type === "static_select"
          ? `(${element.initial_option?.text.text ?? element.placeholder?.text} v: ${element.options?.map(({ text }) => text.text).join(" / ")})`
          : "[__________]";
      return wrapped(`${block.label.text}: ${field}${block.hint ? `  ${block.hint.text}` : ""}`);
    }
    case "divider":
      return ["-".repeat(24), ""];
    default:
      return [block.type];
  }
}

/** Markup as it is read: links and names are words, times are in the reader's zone (here UTC). */
const words = (markup: string): string =>
  markup
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, "$1")
    .replace(/<@([A-Z0-9]+)>/g, "@$1")
    .replace(/<https?:[^|>]*\|([^>]*)>/g, "$1")
    .replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: "<", gt: ">", amp: "&" })[name] ?? "");

function wrapped(text: string, lead = ""): string[] {
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let rest = line;
    while (rest.length > WIDTH) {
      const space = rest.lastIndexOf(" ", WIDTH);
      const cut = space > 0 ? space : WIDTH;
      lines.push(lead + rest.slice(0, cut));
      rest = rest.slice(cut).trimStart();
    }
    return [...lines, (lead + rest).trimEnd()];
  });
}
