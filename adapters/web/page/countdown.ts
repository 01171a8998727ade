/** How long is left to the next window of a case. */
import type { CaseSummary } from "../api-types.ts";
import { htmlElement } from "./element.ts";
import { dueText, keepUpdated, localTime, nowOnServer } from "./server-clock.ts";

export function countdown({ next }: CaseSummary): HTMLElement | null {
  if (next === null) return null;
  const { label, due, atOnce } = next;
  const left = htmlElement("strong");
  const element = htmlElement("span", { class: "countdown" }, `${label}: `, left);
  keepUpdated(left, () => {
    const overdue = due <= nowOnServer();
    left.textContent = atOnce && !overdue ? "now" : `${dueText(due)} (${localTime(due)})`;
    element.classList.toggle("overdue", overdue);
  });
  return element;
}
