/**
 * What one hospital adds: its services, whom to notify when nobody acts, and how long cases are kept. It is in
 * `site.yaml` and changes no rule: it is shown next to the recommendations that it belongs to.
 */
import { isSupportedCountry } from "libphonenumber-js";
import { z } from "zod";
import { type Protocol, RECOMMENDATION_KINDS } from "../protocol/schema.ts";

const MINUTES: Record<string, number> = {
  min: 1,
  minute: 1,
  minutes: 1,
  h: 60,
  hour: 60,
  hours: 60,
  day: 1440,
  days: 1440,
};

/** "30 min", "1 h", "14 days", as milliseconds. */
const durationSpan = z.string().transform((text, ctx) => {
  const match = /^(\d{1,5}) ?([a-z]+)$/.exec(text.trim());
  const minutes = MINUTES[match?.[2] ?? ""];
  if (!match || minutes === undefined || Number(match[1]) === 0) {
    ctx.addIssue({
      code: "custom",
      message: `"${text}" is not a length of time; write a number and a unit, such as "30 min", "1 h" or "14 days"`,
    });
    return z.NEVER;
  }
  return Number(match[1]) * minutes * 60_000;
});

const timeZone = z.string().refine(isTimeZone, {
  error: 'is not a time zone; write one such as "Europe/London" or "America/New_York"',
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Where a message can be sent outside a case's thread: a person, or a channel. */
const routeSchema = z
  .strictObject({
    /** A role, such as "Spine registrar on call". */
    name: z.string().min(1).max(80),
    /** The program says which platforms there are. */
    platform: z.string().min(1),
    /** Workspace or tenant. */
    tenant: z.string().min(1),
    user: z.string().min(1).optional(),
    channel: z.string().min(1).optional(),
  })
  .refine(({ user, channel }) => (user === undefined) !== (channel === undefined), {
    error: "names a user or a channel: one of them, not both",
  });

/** A member of the hospital's staff, by their id on one platform. */
const personSchema = z.strictObject({
  /** A role, such as "Spine registrar on call". */
  name: z.string().min(1).max(80),
  platform: z.enum(["slack", "teams"]),
  /** Workspace or tenant. */
  tenant: z.string().min(1),
  user: z.string().min(1),
});

const service = z.strictObject({
  title: z.string().min(1).max(80),
  says: z.string().min(1).max(300),
  url: z.url({ protocol: /^https$/ }).optional(),
  /** The recommendations it is shown with: ids ("imaging.mri_spine") or kinds ("imaging"). */
  beside: z.array(z.string()).min(1),
});

/** A switch of the protocol that somebody answers for. */
const signature = z.strictObject({
  /** Its id under `site_switches` in the protocol. */
  switch: z.string().min(1),
  /** Who signed it, as a person of the hospital would be named in its minutes. */
  by: z.string().min(1).max(80),
  date: z.iso.date("a date such as 2026-12-01"),
});

export const hospitalConfigSchema = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  /** IANA name: times are shown in it where an adapter cannot show the reader's own. */
  time_zone: timeZone.default("UTC"),
  /** ISO 3166 country whose telephone numbers are recognised without their prefix. */
  region: z
    .string()
    .refine(isSupportedCountry, { error: 'is not a country; write its two letters, such as "GB"' })
    .default("US"),
  services: z.array(service).default([]),
  /** Notified, in this order, when a deadline has passed or a message to the thread cannot be delivered. */
  escalation: z.array(routeSchema).default([]),
  /** Mentioned in an emergency's alert, besides the owner of the case. */
  mention_in_alerts: z.array(personSchema).default([]),
  /** Mentioned when a case becomes URGENT; nobody is, where this names nobody. */
  mention_in_urgent: z.array(personSchema).default([]),
  /** May forget any case and close an open emergency, besides the owner of the case. */
  may_close_and_forget: z.array(personSchema).default([]),
  /** What the protocol leaves off until the site's owner signs it on. */
  signed_on: z.array(signature).default([]),
  /** How long before a deadline its owner is reminded. */
  remind_before: durationSpan.prefault("30 min"),
  /** How long a snooze lasts. */
  snooze: durationSpan.prefault("1 h"),
  /** A case without activity for this long is closed. */
  close_after: durationSpan.prefault("14 days"),
  /** A closed case is forgotten after this long. */
  forget_after: durationSpan.prefault("90 days"),
  /** How cases ask people who have not chosen: several questions in one post, or one by one. */
  asks: z.enum(["panels", "one by one"]).default("panels"),
  /** Shows the EMERGENT alert to the whole channel, not only to the thread. */
  broadcast_alerts: z.boolean().default(true),
});

export type HospitalConfig = z.infer<typeof hospitalConfigSchema>;
export type EscalationRoute = z.infer<typeof routeSchema>;
export type HospitalService = z.infer<typeof service>;

/** A hospital without settings. */
export const NO_HOSPITAL_CONFIG: HospitalConfig = hospitalConfigSchema.parse({});

/** The protocol's switches that are on, as an assessment reads them. */
export const signedOn = ({
  signed_on,
}: Pick<HospitalConfig, "signed_on">): Readonly<Record<string, boolean>> =>
  Object.fromEntries(signed_on.map((one) => [one.switch, true]));

/** Switches in a site file that the protocol does not have. */
export const unknownSwitches = (
  { signed_on }: HospitalConfig,
  { site_switches }: Protocol,
): readonly string[] =>
  signed_on.map((one) => one.switch).filter((id) => !site_switches.some((known) => known.id === id));

/** The services shown with a recommendation, in the file's order. */
export const servicesBeside = (
  site: HospitalConfig,
  { id, kind }: { id: string; kind: string },
): readonly HospitalService[] =>
  site.services.filter(({ beside }) => beside.includes(id) || beside.includes(kind));

/** Names in a site file that the protocol does not know, so that nothing the hospital wrote is silently dropped. */
export function unknownProtocolIds(site: HospitalConfig, protocol: Protocol): readonly string[] {
  const known = new Set<string>([...RECOMMENDATION_KINDS, ...protocol.recommendations.map(({ id }) => id)]);
  return site.services.flatMap(({ beside }) => beside.filter((name) => !known.has(name)));
}
