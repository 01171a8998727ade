/** Who acts in this tab. It is kept for the tab only, so that several tabs can be several people. */
import type { ActingPerson } from "../api-types.ts";
import { elementById, htmlElement } from "./element.ts";

const STORAGE_KEY = "triage-me";
const ROLE_CHOICES: readonly (readonly [ActingPerson["role"], string])[] = [
  ["physician", "Physician"],
  ["trainee", "Trainee"],
  ["nurse", "Nurse or care team"],
];

/** The person of this tab, or null before anyone has said. */
export function actingPerson(): ActingPerson | null {
  try {
    const { name, role } = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? "null") as ActingPerson;
    return typeof name === "string" && ROLE_CHOICES.some(([known]) => known === role) ? { name, role } : null;
  } catch {
    return null;
  }
}

/** Shows who acts on the button at the top. */
export function showActingPerson(): void {
  const known = actingPerson();
  elementById("me").replaceChildren(
    ...(known === null
      ? ["Your name"]
      : [htmlElement("span", { class: "subtle" }, "Acting as "), known.name]),
  );
}

/** The person of this tab; asks when nobody has said yet. Null when the person closed the question. */
export const requireActingPerson = async (): Promise<ActingPerson | null> =>
  actingPerson() ?? askForActingPerson();

/** Asks for a name and a role. */
export function askForActingPerson(): Promise<ActingPerson | null> {
  const known = actingPerson();
  const name = htmlElement("input", {
    id: "name",
    name: "name",
    maxlength: 60,
    required: true,
    autocomplete: "off",
    value: known?.name ?? "",
  });
  const roles = ROLE_CHOICES.map(([role, label]) =>
    htmlElement(
      "label",
      { class: "choice" },
      htmlElement("input", {
        type: "radio",
        name: "role",
        value: role,
        checked: (known?.role ?? "physician") === role,
      }),
      label,
    ),
  );
  const dialog = htmlElement(
    "dialog",
    { "aria-labelledby": "who" },
    htmlElement(
      "form",
      { method: "dialog" },
      htmlElement("h2", { id: "who" }, "Who are you?"),
      htmlElement(
        "p",
        { class: "subtle" },
        "Your own name, never a patient's. It stands beside what you record.",
      ),
      htmlElement("label", { for: "name" }, "Name"),
      name,
      htmlElement("fieldset", {}, htmlElement("legend", {}, "Words for"), ...roles),
      htmlElement(
        "div",
        { class: "row" },
        htmlElement("button", { class: "button primary", value: "save" }, "Save"),
        htmlElement("button", { class: "button", value: "", formnovalidate: true }, "Cancel"),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  name.select();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      const form = new FormData(dialog.querySelector("form") as HTMLFormElement);
      const said = String(form.get("name") ?? "").trim();
      dialog.remove();
      if (dialog.returnValue !== "save" || !/[\p{L}\p{N}]/u.test(said)) return done(null);
      const chosen: ActingPerson = { name: said, role: form.get("role") as ActingPerson["role"] };
      sessionStorage.setItem(STORAGE_KEY, JSON.stringify(chosen));
      showActingPerson();
      done(chosen);
    });
  });
}
