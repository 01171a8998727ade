/** A way to Postgres that can swallow every byte while its connections stay open: a failover, a firewall, a lost NAT entry. */
import { once } from "node:events";
import { createServer, type Socket, connect as socketTo } from "node:net";

export interface SilenceProxy {
  /** The server, reached through here. */
  readonly url: string;
  silent: boolean;
  stop(): Promise<void>;
}

export async function startSilenceProxy(serverUrl: string): Promise<SilenceProxy> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = socketTo(Number(target.port || 5432), target.hostname);
    for (const [socket, peer] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => peer.destroy());
      socket.on("data", (bytes) => {
        if (!proxy.silent) peer.write(bytes);
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(serverUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as { port: number }).port);
  const proxy: SilenceProxy = {
    url: url.href,
    silent: false,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
  return proxy;
}
