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

/** @throws SettingInvalid when the address cannot be listened on */
export function listen(app: Express, { host, port }: ListenAddress): Promise<Server> {
  const server = createServer(app);
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

/** Accepts no new connection, and after a while cuts those that are still open. */
export function closeServer(server: Server, cutAfterMs: number): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), cutAfterMs).unref();
  });
}
