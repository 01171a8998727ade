/** A form over the page: the inputs of a card, sent together. */
import type { FormCards } from "../api-types.ts";
import { renderAdaptiveCard } from "./adaptive-card.ts";
import { announce, htmlElement } from "./element.ts";
import { NOT_COUNTED, PressGuard } from "./press-guard.ts";

/** Opens a form. `submit` returns true when it was accepted, or words that say why not. */
export function openForm(
  { title, cards }: FormCards,
  submit: (data: Record<string, unknown>) => Promise<true | string>,
): void {
  const fault = htmlElement("p", { class: "fault", role: "alert" });
  const close = htmlElement("button", { class: "button", type: "button" }, "Close");
  const dialog = htmlElement(
    "dialog",
    { class: "form", "aria-label": title },
    ...cards.map((card) =>
      renderAdaptiveCard(card, async (data) => {
        fault.textContent = "";
        const taken = await submit(data);
        if (taken === true) dialog.close();
        else fault.textContent = taken;
      }),
    ),
    fault,
    htmlElement("div", { class: "row" }, close),
  );
  const guard = new PressGuard(() => {
    fault.textContent = NOT_COUNTED;
    announce(NOT_COUNTED);
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    guard.stop();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  guard.guard(dialog);
}
