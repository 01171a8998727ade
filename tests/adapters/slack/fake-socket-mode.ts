/** Slack's end of Socket Mode, on this machine: it greets, delivers envelopes and can die. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export interface Sockets {
  readonly url: string;
  /** Every acknowledgement that came, in order. */
  readonly acknowledged: Record<string, unknown>[];
  /** Until so many connections were made. */
  connected(count: number): Promise<void>;
  /** Until the other side has read the greeting: it answers a ping. */
  greeted(): Promise<void>;
  /** Delivers an envelope, and waits for its acknowledgement. */
  deliver(envelope: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Says that the connection will end soon. */
  warn(): void;
  /** Ends the connection without a word, as a lost network does. */
  drop(): void;
  close(): Promise<void>;
}

export async function openSockets(): Promise<Sockets> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const acknowledged: Record<string, unknown>[] = [];
  const waiting = new Map<string, (ack: Record<string, unknown>) => void>();
  let count = 0;
  let reached: { count: number; done: () => void }[] = [];
  let socket: WebSocket | null = null;
  let envelopes = 0;
  server.on("connection", (opened) => {
    socket = opened;
    opened.on("message", (data) => {
      const ack = JSON.parse(String(data)) as Record<string, unknown>;
      acknowledged.push(ack);
      waiting.get(String(ack.envelope_id))?.(ack);
    });
    opened.send(JSON.stringify({ type: "hello", num_connections: 1, connection_info: { app_id: "A1" } }));
    count += 1;
    for (const each of reached) if (each.count <= count) each.done();
    reached = reached.filter((each) => each.count > count);
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    acknowledged,
    connected: (wanted) =>
      count >= wanted ? Promise.resolve() : new Promise((done) => reached.push({ count: wanted, done })),
    greeted: () =>
      new Promise((done) => {
        socket?.once("pong", () => done());
        socket?.ping();
      }),
    deliver: (envelope) => {
      envelopes += 1;
      const envelope_id = `envelope-${envelopes}`;
      const ack = new Promise<Record<string, unknown>>((done) => waiting.set(envelope_id, done));
      socket?.send(JSON.stringify({ accepts_response_payload: false, ...envelope, envelope_id }));
      return ack;
    },
    warn: () => socket?.send(JSON.stringify({ type: "disconnect", reason: "warning", debug_info: {} })),
    drop: () => socket?.terminate(),
    close: async () => {
      for (const client of server.clients) client.terminate();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
