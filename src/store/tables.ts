/**
 * The tables, as both databases hold them: text and integers only, so that one SQL serves both. Times are ISO text of
 * one fixed width (they sort as they read); flags are 0 and 1; `lane` is a ThreadKey as JSON text.
 */
import type { Kysely, Transaction } from "kysely";

export interface Tables {
  encounters: {
    id: string;
    handle: string;
    protocol_id: string;
    protocol_version: string;
    protocol_hash: string;
    opened_at: string;
    closed_at: string | null;
    last_activity_at: string;
    forgotten_at: string | null;
    /** Since when it is to be forgotten: its key is destroyed a day later, so that a wrong clock is noticed first. */
    forget_marked_at: string | null;
    /** Since when it is under a legal hold: nothing forgets it. */
    held_at: string | null;
    /** How long it is kept, by the name of the class; null for the ordinary time. */
    retention_class: string | null;
    /** A keyed digest of id, seq and head: whoever can only write the database cannot make it. */
    head_mac: string | null;
    owner: string | null;
    /** The last event, so that an append is one compare-and-set and a cut end is noticed. */
    seq: number;
    head: string;
  };
  /** Apart from encounters so that forgetting deletes one small row and leaves no trace of the key. */
  case_keys: { encounter_id: string; wrapped: string };
  events: {
    encounter_id: string;
    seq: number;
    at: string;
    type: string;
    /** JSON [actor, body], sealed with the case's key. */
    sealed: string;
    prev_hash: string;
    hash: string;
  };
  threads: {
    platform: string;
    tenant: string;
    channel: string;
    thread: string;
    encounter_id: string;
    attached_at: string;
    /** 1 while its encounter is open. */
    is_open: number;
  };
  deliveries: { key: string; at: string };
  /**
   * The last position given in a lane: a row to lock, so that two writers never give the same one. `lane` is hashed
   * here, since this row outlives a forgotten case.
   */
  lanes: { lane: string; last_position: number };
  outbox: {
    id: string;
    encounter_id: string | null;
    lane: string;
    position: number;
    body: string;
    created_at: string;
    state: "pending" | "sending" | "sent" | "dead";
    attempts: number;
    not_before: string;
    last_error_code: string | null;
    external_id: string | null;
    /** When it became visible, by the platform's clock; null for what is not delivered, or only changed a message. */
    delivered_at: string | null;
    /** A digest under the case's key: the name alone would reveal what was asked or found. */
    slot: string | null;
    repeat: number;
    claimed_by: string | null;
    claimed_until: string | null;
  };
  /** The case that a message of the bot belongs to, by the platform's id of the message within its channel. */
  posted_messages: {
    platform: string;
    tenant: string;
    channel: string;
    message: string;
    encounter_id: string;
  };
  reminders: {
    id: string;
    encounter_id: string;
    key: string;
    what: string;
    due_at: string;
    stage: string;
    done_at: string | null;
    snoozed_until: string | null;
    claimed_by: string | null;
    claimed_until: string | null;
  };
  installations: { platform: string; tenant: string; sealed: string; at: string };
  people: { platform: string; tenant: string; user_id: string; role: string; asks: string | null };
  addresses: { lane: string; body: string };
  /** Words that may begin a case: `sealed` with a key of their own, stored wrapped in the row. */
  offers: { id: string; lane: string; message: string | null; wrapped: string; sealed: string; at: string };
  /** Facts about the store itself, such as which master key seals it. */
  facts: { name: string; value: string };
}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
