/** What an operator can set through the environment, and how a group of such variables is read. */
import { z } from "zod";
import { SettingInvalid } from "../errors.ts";

export interface Variable {
  name: string;
  /** What it is for, in one sentence. */
  about: string;
  /** A sample value, for `.env.example`. */
  example?: string;
  /** Its value is never shown. */
  secret?: true;
  schema: z.ZodType<string | undefined>;
}

/** The values of some variables, each parsed by its own schema. */
export type VariableValues<V extends readonly Variable[]> = {
  [Each in V[number] as Each["name"]]: z.output<Each["schema"]>;
};

/** What a group may read from the settings of the service itself. */
export interface ServiceSecrets {
  masterKey: string | undefined;
}

/** Variables that are set together. */
export interface SettingsGroup<Settings> {
  /** The heading in `.env.example`. */
  title: string;
  variables: readonly Variable[];
  /** The settings, null when the group is not configured, or what is wrong: a partial configuration is refused. */
  read(
    values: Readonly<Record<string, string | undefined>>,
    service: ServiceSecrets,
  ): Settings | null | SettingInvalid;
}

/** A group whose reader gets the typed values of its own variables. */
export function settingsGroup<const V extends readonly Variable[], Settings>(group: {
  title: string;
  variables: V;
  read: (values: VariableValues<V>, service: ServiceSecrets) => Settings | null | SettingInvalid;
}): SettingsGroup<Settings> {
  return { ...group, read: (values, service) => group.read(values as VariableValues<V>, service) };
}

export const optionalSetting = (schema: z.ZodString) => schema.optional();

/** @param allowed what a valid value is, after "It is" */
export const matching = (pattern: RegExp, allowed: string) =>
  optionalSetting(z.string().regex(pattern, { error: `is ${allowed}` }));

/** Several values of one pattern, separated by commas or blanks. */
export const listMatching = (pattern: RegExp, allowed: string) =>
  optionalSetting(
    z
      .string()
      .refine((text) => listedValues(text).every((one) => pattern.test(one)), { error: `is ${allowed}` }),
  );

export const listedValues = (text: string | undefined): string[] =>
  (text ?? "").split(/[\s,]+/).filter(Boolean);

/** @param because why it is required, after "is not set, and" */
export const missingSetting = (name: string, because: string): SettingInvalid =>
  new SettingInvalid(
    name,
    `${name} is not set, and ${because}`,
    `Set ${name}, or unset the others of its group.`,
  );
