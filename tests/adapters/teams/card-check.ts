/** What is wrong with a card: told by the official schema, and by the renderer that Teams' own is made from. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { JSDOM } from "jsdom";

const schema = JSON.parse(
  readFileSync(new URL("../../fixtures/teams/adaptive-card-1.5.0.json", import.meta.url), "utf8"),
);
// Draft 6 under the name that ajv no longer knows; nothing in it is read differently.
delete schema.$schema;
delete schema.id;
const valid = new Ajv({ strict: false, validateFormats: false, allErrors: false }).compile(schema);

const { window } = new JSDOM("<!doctype html><body></body>");
for (const name of Object.getOwnPropertyNames(window))
  if (
    /^(HTML.*|Element|Node|document|window|SVG.*|Event|KeyboardEvent|MouseEvent)$/.test(name) &&
    !(name in globalThis)
  )
    Object.defineProperty(globalThis, name, {
      value: window[name as keyof typeof window],
      configurable: true,
    });
// Its extension-less inner imports cannot be loaded by node; the bundle can.
const adaptive: typeof import("adaptivecards") = createRequire(import.meta.url)(
  "adaptivecards/dist/adaptivecards.js",
);

// The renderer leaves Markdown to its host; Teams allows emphasis, lists and links.
adaptive.AdaptiveCard.onProcessMarkdown = (
  text: string,
  result: { outputHtml?: string; didProcess: boolean },
) => {
  result.outputHtml = text;
  result.didProcess = true;
};

type Json = Record<string, unknown>;

/** Nothing when the card is right. */
export function faultsOfCard(card: Readonly<Json>): string[] {
  const faults: string[] = [];
  if (card.version !== "1.5") faults.push(`version ${card.version}`);
  if (typeof card.fallbackText !== "string" || card.fallbackText === "") faults.push("no fallback text");
  if (typeof card.speak !== "string" || card.speak === "") faults.push("nothing to speak");
  if (!valid(withoutTeamsOwn(card))) faults.push(`schema: ${JSON.stringify(valid.errors?.at(-1))}`);
  const context = new adaptive.SerializationContext();
  const parsed = new adaptive.AdaptiveCard();
  parsed.parse(card, context);
  for (let at = 0; at < context.eventCount; at += 1) faults.push(`parse: ${context.getEventAt(at).message}`);
  for (const { message } of parsed.validateProperties().validationEvents) faults.push(`property: ${message}`);
  if (!parsed.render()) faults.push("renders to nothing");
  faults.push(...walk(card));
  return faults;
}

/** Teams' own extensions, of a card and of an image, are no part of the schema. */
const withoutTeamsOwn = (card: Readonly<Json>): unknown =>
  JSON.parse(
    JSON.stringify(card, (key, value) => (key === "msteams" || key === "msTeams" ? undefined : value)),
  );

/** Our own rules, which neither of them knows. */
function walk(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(walk);
  if (typeof value !== "object" || value === null) return [];
  const element = value as Json;
  const faults: string[] = [];
  const type = String(element.type ?? "");
  if (type === "TextBlock" && element.wrap !== true) faults.push("a text that is cut");
  if (type.startsWith("Input.") && !element.label) faults.push(`an input without a label: ${element.id}`);
  if (type.startsWith("Input.") && !element.errorMessage)
    faults.push(`an input without an error message: ${element.id}`);
  if (type === "Image" && !element.altText) faults.push("a picture without words");
  if (
    type === "Action.Execute" &&
    JSON.stringify(element.data) !== JSON.stringify((element.fallback as Json)?.data)
  )
    faults.push("an Execute without the same Submit");
  if (type === "ActionSet" && (element.actions as unknown[]).length > 6)
    faults.push("more than six buttons in a row");
  return [...faults, ...Object.values(element).flatMap(walk)];
}
