/** The line at the bottom of a room, to type in. */
import { keepDraft, saveDraft } from "./drafts.ts";
import { htmlElement } from "./element.ts";

export interface Composer {
  element: HTMLElement;
}

/** @param send returns whether the words arrived: if not, they stay to be sent again */
export function composer(room: string, send: (words: string) => Promise<boolean>): Composer {
  const input = htmlElement("textarea", {
    id: "words",
    rows: 1,
    maxlength: 4000,
    placeholder: "Answer in words, or type help",
    enterkeyhint: "send",
  });
  const element = htmlElement(
    "form",
    { class: "composer" },
    htmlElement("label", { for: "words", class: "unseen" }, "Your answer or question"),
    input,
    htmlElement("button", { class: "button primary", type: "submit" }, "Send"),
  );
  keepDraft(input, room);

  async function submit(): Promise<void> {
    const words = input.value.trim();
    if (words === "") return;
    input.value = "";
    const arrived = await send(words);
    if (!arrived && input.value === "") input.value = words;
    saveDraft(room, input.value);
  }

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) submit();
  });
  return { element };
}
