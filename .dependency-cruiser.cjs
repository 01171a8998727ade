/** Who may import whom. tests/layout.slow.test.ts plants a bad import to prove that this check is alive. */
const pure =
  "^(src/(protocol|answers|answer-file|triage|proof|case|language|privacy|views|turn|printable-form)/|" +
  "src/pictures/(?!png\\.ts$|indexed-png\\.ts$)|src/site/hospital-config\\.ts$|adapters/[^/]+/(parse|render)\\.ts$)";
/** Files below `folder` may import each other and what matches one of `allowed`, and nothing else of ours. */
const only = (name, folder, allowed) => ({
  name,
  severity: "error",
  from: { path: folder },
  to: { path: "^(src|adapters|cli)/", pathNot: [folder, ...allowed] },
});
const folders = (...names) => `^src/(${names.join("|")})/`;
const terms = "^src/protocol/(condition|issue|logic|sentence|terms)\\.ts$";
const config = "^src/site/hospital-config\\.ts$";
const errors = "^src/errors\\.ts$";
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    only("protocol-imports-answer-kinds", "^src/protocol/", [folders("answers")]),
    // A kind of answer brings its part of the protocol file, so the schema stands on the kinds, and both on these words.
    only("answers-import-the-terms-of-a-protocol", "^src/answers/", [terms]),
    only("terms-import-only-each-other", terms, [terms]),
    only("triage-imports-answers-and-protocol", "^src/triage/", [folders("protocol", "answers")]),
    only("answer-file-imports-the-engine", "^src/answer-file/", [folders("protocol", "answers", "triage")]),
    only("proof-imports-the-engine", "^src/proof/", [folders("protocol", "answers", "triage")]),
    only("privacy-imports-nothing", "^src/privacy/", []),
    only("hospital-config-imports-protocol", config, [folders("protocol")]),
    only("case-imports-the-engine", "^src/case/", [folders("protocol", "answers", "triage"), config]),
    only("language-imports-the-case", "^src/language/", [
      folders("protocol", "answers", "triage", "case", "privacy"),
    ]),
    only("views-import-the-case-and-language", "^src/views/", [
      folders("protocol", "answers", "triage", "case", "language"),
      config,
    ]),
    only("turn-imports-the-core", "^src/turn/", [
      folders("protocol", "answers", "triage", "case", "language", "privacy", "views"),
      config,
    ]),
    only("pictures-import-the-views", "^src/pictures/", [
      folders("protocol", "answers", "triage", "case", "views"),
    ]),
    only("printable-form-imports-the-engine-and-pictures", "^src/printable-form/", [
      folders("protocol", "answers", "triage", "views", "pictures"),
    ]),
    only("store-imports-errors", "^src/store/", ["^src/case/encounter\\.ts$", errors]),
    only("adapter-contract-imports-the-case", "^src/adapter\\.ts$", [
      folders("case", "views"),
      "^src/protocol/schema\\.ts$",
      "^src/language/opening\\.ts$",
    ]),
    only("protocol-store-imports-protocol", "^src/protocol-store\\.ts$", [
      folders("protocol"),
      "^src/language/word-lists\\.ts$",
      errors,
    ]),
    only("bot-imports-the-turn-and-the-store", "^src/bot/", [
      folders("protocol", "answers", "triage", "case", "language", "views", "turn", "pictures"),
      config,
      "^src/store/store\\.ts$",
      "^src/(adapter|errors|telemetry)\\.ts$",
    ]),
    {
      name: "pure-folders-do-no-io",
      comment: "no node: module, driver or SDK in a pure folder",
      severity: "error",
      from: { path: pure },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "src-never-imports-adapters",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/app/" },
      to: { path: "^(adapters|cli)/" },
    },
    {
      name: "adapters-import-the-public-api",
      severity: "error",
      from: { path: "^adapters/" },
      to: { path: "^(src|cli)/", pathNot: "^src/index\\.ts$" },
    },
    {
      name: "adapters-do-not-import-each-other",
      severity: "error",
      from: { path: "^adapters/([^/]+)/" },
      to: { path: "^adapters/", pathNot: ["^adapters/$1/", "^adapters/teams/(render|tap-data)\\.ts$"] },
    },
    {
      name: "only-the-page-shows-teams-cards",
      comment: "the page shows Teams' own cards, by one import",
      severity: "error",
      from: { path: "^adapters/", pathNot: "^adapters/(teams/|web/teams-cards\\.ts$)" },
      to: { path: "^adapters/teams/" },
    },
    {
      name: "one-file-knows-the-teams-sdk",
      comment: "the SDK is archived: moving to its successor is a change of one file (docs/decisions/0002)",
      severity: "error",
      from: { path: "^(src|adapters|cli)/", pathNot: "^adapters/teams/main\\.ts$" },
      to: { path: "node_modules/(botbuilder|botframework-|@microsoft/)" },
    },
    {
      name: "nothing-imports-tests-or-bench",
      severity: "error",
      from: { path: "^(src|adapters|cli)/" },
      to: { path: "^(tests|bench)/" },
    },
    {
      name: "everything-resolves",
      severity: "error",
      from: {},
      // types alone: nothing of it is there to resolve when the program runs
      to: { couldNotResolve: true, pathNot: "^@medplum/fhirtypes$" },
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
