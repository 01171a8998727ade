/** Who acts in this tab. It is kept for the tab alone, so that several tabs can be several people. */
import type { Me } from "../wire.ts";
import { byId, el } from "./element.ts";

const KEY = "triage-me";
const ROLES: readonly (readonly [Me["role"], string])[] = [
  ["physician", "Physician"],
  ["trainee", "Trainee"],
  ["nurse", "Nurse or care team"],
];

/** Who this tab is, or null before anyone has said so. */
export function me(): Me | null {
  try {
    const { name, role } = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Me;
    return typeof name === "string" && ROLES.some(([known]) => known === role) ? { name, role } : null;
  } catch {
    return null;
  }
}

/** Shows who acts on the button at the top. */
export function showMe(): void {
  const known = me();
  byId("me").replaceChildren(
    ...(known === null ? ["Your name"] : [el("span", { class: "subtle" }, "Acting as "), known.name]),
  );
}

/** Who this tab is; asks when nobody has said so yet. Null when the person closed the question. */
export const whoAmI = async (): Promise<Me | null> => me() ?? askWhoIAm();

/** Asks for a name and a role. */
export function askWhoIAm(): Promise<Me | null> {
  const known = me();
  const name = el("input", {
    id: "name",
    name: "name",
    maxlength: 60,
    required: true,
    autocomplete: "off",
    value: known?.name ?? "",
  });
  const roles = ROLES.map(([role, label]) =>
    el(
      "label",
      { class: "choice" },
      el("input", {
        type: "radio",
        name: "role",
        value: role,
        checked: (known?.role ?? "physician") === role,
      }),
      label,
    ),
  );
  const dialog = el(
    "dialog",
    { "aria-labelledby": "who" },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: "who" }, "Who are you?"),
      el("p", { class: "subtle" }, "Your own name, never a patient's. It stands beside what you record."),
      el("label", { for: "name" }, "Name"),
      name,
      el("fieldset", {}, el("legend", {}, "Words for"), ...roles),
      el(
        "div",
        { class: "row" },
        el("button", { class: "button primary", value: "save" }, "Save"),
        el("button", { class: "button", value: "", formnovalidate: true }, "Cancel"),
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
      const chosen: Me = { name: said, role: form.get("role") as Me["role"] };
      sessionStorage.setItem(KEY, JSON.stringify(chosen));
      showMe();
      done(chosen);
    });
  });
}
