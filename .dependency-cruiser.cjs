/** Who may import whom. tests/layout.test.ts plants a bad import to prove that this check is alive. */
const pure =
  "^(src/(protocol|triage|conversation|pictures|paper|proof)/|adapters/[^/]+/(parse|render)\\.ts$)";
const allow = (name, room, may) => ({
  name,
  severity: "error",
  from: { path: room },
  to: { path: "^(src|adapters)/", pathNot: [room, ...may] },
});
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    allow("protocol-imports-zod-only", "^src/protocol/", []),
    allow("triage-imports-protocol", "^src/triage/", ["^src/protocol/"]),
    allow("proof-imports-triage-and-protocol", "^src/proof/", ["^src/(protocol|triage)/"]),
    allow("conversation-imports-triage-and-protocol", "^src/conversation/", ["^src/(protocol|triage)/"]),
    allow("pictures-import-the-core", "^src/pictures/", ["^src/(protocol|triage|conversation)/"]),
    allow("paper-imports-the-core-and-pictures", "^src/paper/", [
      "^src/(protocol|triage|conversation|pictures)/",
    ]),
    allow("store-imports-encounter", "^src/store/", [
      "^src/conversation/encounter\\.ts$",
      "^src/errors\\.ts$",
    ]),
    allow("door-imports-conversation", "^src/door\\.ts$", [
      "^src/conversation/(encounter|inbound|outbound)\\.ts$",
      "^src/protocol/schema\\.ts$",
    ]),
    allow("library-imports-protocol", "^src/library\\.ts$", ["^src/protocol/", "^src/errors\\.ts$"]),
    allow("bot-imports-conversation-protocol-store", "^src/bot(/|\\.ts$)", [
      "^src/(conversation|pictures|protocol|triage)/",
      "^src/store/store\\.ts$",
      "^src/(door|errors|telemetry)\\.ts$",
    ]),
    allow("reminders-import-store", "^src/reminders\\.ts$", [
      "^src/conversation/site\\.ts$",
      "^src/store/store\\.ts$",
      "^src/(errors|telemetry)\\.ts$",
    ]),
    {
      name: "pure-rooms-do-no-io",
      comment: "no node: module, driver or SDK in a pure room",
      severity: "error",
      from: { path: pure },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "src-never-imports-adapters",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/main\\.ts$" },
      to: { path: "^adapters/" },
    },
    {
      name: "adapters-enter-by-the-front-door",
      severity: "error",
      from: { path: "^adapters/" },
      to: { path: "^src/", pathNot: "^src/index\\.ts$" },
    },
    {
      name: "adapters-do-not-import-each-other",
      severity: "error",
      from: { path: "^adapters/([^/]+)/" },
      to: { path: "^adapters/", pathNot: ["^adapters/$1/", "^adapters/teams/(render|act)\\.ts$"] },
    },
    {
      name: "only-the-page-shows-teams-cards",
      comment: "the page shows Teams' own cards, by one import",
      severity: "error",
      from: { path: "^adapters/", pathNot: "^adapters/(teams/|web/cards\\.ts$)" },
      to: { path: "^adapters/teams/" },
    },
    {
      name: "one-file-knows-the-teams-sdk",
      comment: "the SDK is archived: moving to its successor is a change of one file (docs/decisions/0002)",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: "^adapters/teams/main\\.ts$" },
      to: { path: "node_modules/(botbuilder|botframework-|@microsoft/)" },
    },
    {
      name: "nothing-imports-tests-or-bench",
      severity: "error",
      from: { path: "^(src|adapters)/" },
      to: { path: "^(tests|bench)/" },
    },
    {
      name: "everything-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".cjs", ".mjs", ".json"],
      // Without these a package's subpath (kysely/migration) does not resolve.
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
