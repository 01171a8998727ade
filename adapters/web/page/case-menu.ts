/** What can be done with a whole case, as buttons: the same commands that can be typed. */
import type { CaseSummary } from "../api-types.ts";
import { htmlElement } from "./element.ts";

/** A button's label, and the command that it sends; on a closed case only some make sense. */
const COMMAND_BUTTONS: readonly { label: string; words: string; when: "open" | "closed" | "always" }[] = [
  { label: "Status", words: "status", when: "always" },
  { label: "Why", words: "why", when: "open" },
  { label: "Handoff", words: "handoff", when: "always" },
  { label: "Timeline", words: "timeline", when: "always" },
  { label: "Change the last answer", words: "back", when: "open" },
  { label: "Take over", words: "owner me", when: "open" },
  { label: "Close", words: "close", when: "open" },
  { label: "Reopen", words: "reopen", when: "closed" },
  { label: "Forget", words: "forget", when: "always" },
];

export interface CaseMenu {
  element: HTMLElement;
  /** Offers what fits the case's present state. */
  show(summary: CaseSummary): void;
}

/** @param run receives the words of the chosen command */
export function caseMenu(run: (words: string) => void): CaseMenu {
  const buttons = htmlElement("div", { class: "row" });
  const element = htmlElement(
    "details",
    { class: "case-menu" },
    htmlElement("summary", { class: "button small" }, "Case"),
    buttons,
  );
  let offered = "";
  return {
    element,
    show({ closed }) {
      const state = closed ? "closed" : "open";
      if (offered === state) return;
      offered = state;
      buttons.replaceChildren(
        ...COMMAND_BUTTONS.filter(({ when }) => when === "always" || when === state).map(
          ({ label, words }) => {
            const button = htmlElement("button", { class: "button small", type: "button" }, label);
            button.addEventListener("click", () => {
              element.open = false;
              run(words);
            });
            return button;
          },
        ),
      );
    },
  };
}
