// Arrows point one way: server, cli, workers → rooms → store → core. (docs: "The house")
const rooms = "catalog|exchange|replenish|wms|events|access";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "core-imports-nothing",
      comment: "core is pure: no package, no Node module, no other folder.",
      severity: "error",
      from: { path: "^src/core/" },
      to: { pathNot: "^src/core/" },
    },
    {
      name: "store-looks-down",
      comment: "store knows core alone.",
      severity: "error",
      from: { path: "^src/store/" },
      to: { path: "^src/", pathNot: "^src/(store|core)/" },
    },
    {
      name: "rooms-look-down",
      comment: "rooms know each other, store and core.",
      severity: "error",
      from: { path: `^src/(${rooms})/` },
      to: { path: "^src/", pathNot: `^src/(${rooms}|store|core)/` },
    },
    {
      name: "workers-look-down",
      comment: "workers know the rooms, store and core.",
      severity: "error",
      from: { path: "^src/workers/" },
      to: { path: "^src/(server|cli)/|^src/(app|main)\\.ts$" },
    },
    {
      name: "nobody-imports-server",
      comment: "only app.ts, main.ts and cli may open the doors.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(server|cli)/|^src/(app|main)\\.ts$" },
      to: { path: "^src/server/" },
    },
    {
      name: "server-opens-doors-only",
      comment: "server does not know who starts it, nor what runs by itself.",
      severity: "error",
      from: { path: "^src/server/" },
      to: { path: "^src/(cli|workers)/|^src/(app|main)\\.ts$" },
    },
    {
      name: "generated-code-at-the-edge",
      comment: "the wire's types are seen by server and client alone; cli may use the client.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(server|cli)/" },
      to: { path: "^client/|^@holdfast/client" },
    },
    {
      name: "cli-sees-no-generated-code",
      comment: "cli asks through the client's own functions.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^client/src/gen/" },
    },
    {
      name: "client-stands-alone",
      comment: "other services install the client without the server.",
      severity: "error",
      from: { path: "^client/" },
      to: { path: "^(src|test|bench|scripts)/" },
    },
    {
      name: "wms-sim-stands-alone",
      comment: "the simulator is somebody else's system: it knows nothing of ours.",
      severity: "error",
      from: { path: "^src/wmsSim/" },
      to: { path: "^(src|client)/|^@holdfast/", pathNot: "^src/wmsSim/" },
    },
    {
      name: "shipped-code-imports-no-test-code",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench|scripts)/" },
    },
    {
      name: "one-way-out",
      comment: "requests to other systems go through src/wms/http, which bounds and counts them.",
      severity: "error",
      from: { path: `^src/(core|store|workers|${rooms})/`, pathNot: "^src/wms/http/" },
      to: { path: "^(node:)?(https?|http2)$|node_modules/got/" },
    },
    {
      name: "no-dev-packages",
      comment: "shipped code runs after `npm ci --omit=dev`.",
      severity: "error",
      from: { path: "^(src|client/src)/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-missing-modules",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["holdfast-source", "import", "node", "default", "types"],
    },
  },
};
