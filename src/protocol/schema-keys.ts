/** Which keys the schema allows at a place: asked of the schema itself, so that the two cannot diverge. */
import type { z } from "zod";
import type { Path } from "./issue.ts";
import { protocolSchema } from "./schema.ts";

type Schema = z.core.$ZodTypes;

/** The keys that the mapping at a path of this raw protocol may have. */
export function keysAt(raw: unknown, path: Path): string[] {
  return [
    ...new Set(
      objectsAt(protocolSchema as unknown as Schema, raw, path).flatMap((shape) => Object.keys(shape)),
    ),
  ];
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

function objectsAt(schema: Schema, raw: unknown, path: Path): Shape[] {
  const [step, ...rest] = path;
  const into = (inner: z.core.$ZodType, value: unknown, along: Path) =>
    objectsAt(inner as Schema, value, along);
  const { def } = schema._zod;
  switch (def.type) {
    case "object": {
      if (step === undefined) return [def.shape];
      const inner = def.shape[step];
      return inner ? into(inner, rawPart(raw, step), rest) : [];
    }
    case "array":
      return step === undefined ? [] : into(def.element, rawPart(raw, step), rest);
    case "optional":
    case "default":
      return into(def.innerType, raw, path);
    case "pipe":
      return into(def.in, raw, path);
    case "union":
      return def.options
        .filter((option) => isChosenOption(option as Schema, def, raw))
        .flatMap((option) => into(option, raw, path));
    default:
      return [];
  }
}

const rawPart = (raw: unknown, step: string | number): unknown =>
  raw !== null && typeof raw === "object" ? (raw as Record<string | number, unknown>)[step] : undefined;

/** Of forms distinguished by a key, only the one that the file names. */
function isChosenOption(option: Schema, union: z.core.$ZodUnionDef, raw: unknown): boolean {
  const key = "discriminator" in union ? String(union.discriminator) : undefined;
  const { def } = option._zod;
  if (key === undefined || def.type !== "object") return true;
  const literal = (def.shape[key] as Schema | undefined)?._zod.def;
  return literal?.type !== "literal" || literal.values.some((value) => value === rawPart(raw, key));
}
