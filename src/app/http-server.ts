/** The one HTTP server that carries every adapter's routes. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";
import { SettingInvalid } from "../errors.ts";

export interface ListenAddress {
  host: string;
  /** 0 picks a free port. */
  port: number;
}

/** A client that sends its request slower than this is cut; milliseconds. */
const SLOW_CLIENTS = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };
/** More than every tab of a hospital; a flood must not use up the file handles that the store needs. */
const MAX_CONNECTIONS = 5_000;

/** @throws SettingInvalid when the address cannot be listened on */
export function listen(app: Express, { host, port }: ListenAddress): Promise<Server> {
  const server = createServer(SLOW_CLIENTS, app);
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      failed(
        new SettingInvalid(
          error.code === "EADDRNOTAVAIL" ? "TRIAGE_HOST" : "TRIAGE_PORT",
          `The address ${host}:${port} cannot be listened on (${error.code ?? "unknown"})`,
          error.code === "EADDRINUSE"
            ? "Stop what listens there, or set TRIAGE_PORT to another port."
            : "Set TRIAGE_HOST and TRIAGE_PORT to an address of this machine that is free.",
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, () => done(server));
  });
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Where a browser on this machine finds it: http://127.0.0.1:3978 */
export function urlOf(server: Server, { host }: ListenAddress): string {
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${shown}:${portOf(server)}`;
}

/** How often connections that have become idle are looked for, while the server closes; milliseconds. */
const IDLE_LOOK_MS = 25;

/** Accepts no new connection, ends those that are idle or become so, and after a while cuts the others. */
export function closeServer(server: Server, cutAfterMs: number): Promise<void> {
  return new Promise((done) => {
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
    const cut = setTimeout(() => server.closeAllConnections(), cutAfterMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(cut);
      done();
    });
    server.closeIdleConnections();
  });
}
