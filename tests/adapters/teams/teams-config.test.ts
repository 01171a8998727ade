/** When the door refuses to listen. */
import { describe, expect, test } from "vitest";
import { teamsListenError } from "../../../adapters/teams/teams-config.ts";
import { credentials } from "./teams-http-harness.ts";

describe("without credentials the bot listens on this machine alone", () => {
  const local = { credentials: null, anyone: false };
  test.each(["127.0.0.1", "127.0.1.1", "localhost", "::1"])("%s will do", (host) =>
    expect(teamsListenError(local, host)).toBeNull(),
  );
  test.each([undefined, "", "0.0.0.0", "::", "10.0.0.5", "127.0.0.1.example.org"])("%j will not", (host) =>
    expect(teamsListenError(local, host)).toMatch(/TEAMS_LOCAL=open/),
  );
  test("with credentials, or the flag that says so, any address will do", () => {
    expect(teamsListenError({ credentials: null, anyone: true }, "0.0.0.0")).toBeNull();
    expect(teamsListenError({ credentials, anyone: false }, undefined)).toBeNull();
  });
});
