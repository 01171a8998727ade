/** A workspace that has installed the app, in a store that remembers for whom it was asked. */
import type { InstallationRepository } from "../../../adapters/slack/main.ts";

export interface RecordingInstallations extends InstallationRepository {
  readonly asked: string[];
}

export function recordingInstallations(tenant: string): RecordingInstallations {
  const org = tenant.startsWith("E");
  const rows = new Map<string, string>([
    [
      tenant,
      JSON.stringify({
        team: org ? undefined : { id: tenant },
        enterprise: org ? { id: tenant } : undefined,
        isEnterpriseInstall: org,
        authVersion: "v2",
        bot: { token: `xoxb-of-${tenant}`, id: "BBOT", userId: "UBOT", scopes: [] },
        user: { id: "U1" },
      }),
    ],
  ]);
  const asked: string[] = [];
  return {
    asked,
    put: async ({ tenant: of }, body) => void rows.set(of, body),
    get: async ({ tenant: of }) => {
      asked.push(of);
      return rows.get(of);
    },
    delete: async ({ tenant: of }) => void rows.delete(of),
  };
}
