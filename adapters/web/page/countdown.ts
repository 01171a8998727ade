/** How long is left to the next window of a case. */
import type { CaseSummary } from "../wire.ts";
import { distance, localTime, now, ticking } from "./clock.ts";
import { el } from "./element.ts";

export function countdown({ next }: CaseSummary): HTMLElement | null {
  if (next === null) return null;
  const { label, due } = next;
  const left = el("strong");
  const element = el("span", { class: "countdown" }, `${label}: `, left, ` (${localTime(due)})`);
  ticking(left, () => {
    left.textContent = distance(due);
    element.classList.toggle("overdue", due <= now());
  });
  return element;
}
