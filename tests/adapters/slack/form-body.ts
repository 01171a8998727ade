/** Slack's bodies: what it sends, and what its Web API is sent, of which parts are JSON in a form. */

export const FORM = "application/x-www-form-urlencoded";

/** A payload as Slack sends it: its content type, and the body. */
export function bodyOf(payload: object): [string, string] {
  if ("command" in payload) return [FORM, new URLSearchParams(payload as Record<string, string>).toString()];
  if ("event" in payload || !("type" in payload) || payload.type === "url_verification")
    return ["application/json", JSON.stringify(payload)];
  return [FORM, new URLSearchParams({ payload: JSON.stringify(payload) }).toString()];
}

/** The fields of a call of the Web API. */
export function fieldsOf(form: string): Record<string, unknown> {
  return Object.fromEntries(
    [...new URLSearchParams(form)].map(([key, value]) => {
      if (!/^[[{]/.test(value)) return [key, value];
      try {
        return [key, JSON.parse(value)];
      } catch {
        return [key, value];
      }
    }),
  );
}
