import { describe, expect, test } from "vitest";
import { teamsListenFault } from "../../../adapters/teams/settings.ts";
import { credentials } from "./teams-http-harness.ts";

describe("without credentials the bot listens on this machine alone", () => {
  const local = { credentials: null, anyone: false };
  test.each(["127.0.0.1", "127.0.1.1", "localhost", "::1"])("it may listen on %s", (host) =>
    expect(teamsListenFault(local, { host, beside: [] })).toBeNull(),
  );
  test.each(["", "0.0.0.0", "::", "10.0.0.5", "127.0.0.1.example.org"])("it must not listen on %j", (host) =>
    expect(teamsListenFault(local, { host, beside: [] })).toMatchObject({
      says: expect.stringContaining("TEAMS_LOCAL=open"),
      stops: true,
    }),
  );
  test("with credentials, or with the flag for any caller, it may listen on any address", () => {
    expect(teamsListenFault({ credentials: null, anyone: true }, { host: "0.0.0.0", beside: [] })).toBeNull();
    expect(teamsListenFault({ credentials, anyone: false }, { host: "0.0.0.0", beside: [] })).toBeNull();
  });
});
