/** A message as plain text, to be pasted into a patient's record, or on paper. */
import type { PageMessage } from "../api-types.ts";
import { announce, htmlElement } from "./element.ts";

/** The text of its cards, without their buttons. */
const plainText = ({ cards }: PageMessage): string =>
  cards.map((card) => String((card as { fallbackText?: unknown }).fallbackText ?? "")).join("\n\n");

/** Copy and Print, for a message that is meant to leave the page. */
export function copyAndPrint(message: PageMessage, article: HTMLElement): HTMLElement {
  const copy = htmlElement("button", { class: "button small", type: "button" }, "Copy");
  const print = htmlElement("button", { class: "button small", type: "button" }, "Print");
  copy.addEventListener("click", async () => {
    const copied = await copyText(plainText(message));
    copy.textContent = copied ? "Copied" : "Copy failed";
    announce(copied ? "Copied." : "It could not be copied. Select the text instead.");
  });
  print.addEventListener("click", () => {
    article.classList.add("on-paper");
    print.ownerDocument.body.classList.add("printing-one");
    addEventListener(
      "afterprint",
      () => {
        article.classList.remove("on-paper");
        document.body.classList.remove("printing-one");
      },
      { once: true },
    );
    globalThis.print();
  });
  return htmlElement("div", { class: "row paper-buttons" }, copy, print);
}

/** The clipboard is closed to a page that comes by plain http from another machine; there a selection is copied. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined)
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  const area = htmlElement("textarea", { class: "unseen", readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
