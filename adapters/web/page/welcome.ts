/** Where a case begins: what this is, and what must not be typed. */

import { requireActingPerson } from "./acting-person.ts";
import type { PageView } from "./channel-view.ts";
import { keepDraft, saveDraft } from "./drafts.ts";
import { htmlElement } from "./element.ts";

/** Shows the start. `begin` gets what is known so far, possibly nothing. */
export function showWelcome(begin: (words: string) => void): PageView {
  const words = htmlElement("textarea", {
    id: "known",
    rows: 2,
    maxlength: 4000,
    placeholder: "68F, epidural steroid yesterday, no fever, left foot 3/5",
  });
  const form = htmlElement(
    "form",
    {},
    htmlElement(
      "label",
      { for: "known" },
      "What is known so far ",
      htmlElement("span", { class: "subtle" }, "(may stay empty)"),
    ),
    words,
    htmlElement(
      "p",
      { class: "reminder" },
      htmlElement("strong", {}, "No identifiers. "),
      "Never type a name, a record number, a date of birth or an address of the patient.",
    ),
    htmlElement("button", { class: "button primary large", type: "submit" }, "Start a case"),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await requireActingPerson()) === null) return;
    saveDraft("new", "");
    begin(words.value.trim());
  });
  keepDraft(words, "new");
  const element = htmlElement(
    "section",
    { class: "welcome" },
    htmlElement("h1", {}, "Leg pain or swelling after a spinal injection?"),
    htmlElement(
      "p",
      {},
      "Answer a few questions by tapping or in your own words, and see how urgent it is, what to do and by when, each with its source. ",
      "It supports clinical judgement and does not replace it.",
    ),
    form,
  );
  return { element, title: "New case", leave: () => {} };
}
