import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const clientFolder = path.join(import.meta.dirname, "../../client");

/** What another service's plain JavaScript got from Holdfast through the installed client. */
export interface Said {
  readonly node: string;
  /** Per protocol: whether the retry found the same reservation, what was replayed, why a bad call failed. */
  readonly calls: readonly {
    readonly protocol: string;
    readonly isSame: boolean;
    readonly replays: readonly boolean[];
    readonly state: number;
    readonly reason: string;
    readonly fields: readonly string[];
  }[];
}

/** Where a server is, and a request that it grants. */
export interface Target {
  readonly httpUrl: string;
  readonly grpcUrl: string;
  readonly apiKey: string;
  readonly sku: string;
}

/**
 * Packs the client as it would be published, installs the package into an empty folder, and calls a server from plain
 * JavaScript there, on the machine's own Node where it has one.
 */
export async function callFromPackedClient(target: Target): Promise<Said> {
  const folder = await mkdtemp(path.join(tmpdir(), "holdfast-client-"));
  try {
    await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: clientFolder });
    const [packed] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    await writeFile(path.join(folder, "package.json"), '{"private":true,"type":"module"}');
    const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${packed}`];
    await run("npm", install, { cwd: folder, env: environment() });
    await writeFile(path.join(folder, "call.mjs"), PROGRAM);
    const args = ["call.mjs", JSON.stringify(target)];
    const { stdout } = await run(machineNode(), args, { cwd: folder, env: environment() });
    return JSON.parse(stdout) as Said;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The Node that another service on this machine would use: not the one that `npm ci` put into node_modules. */
function machineNode(): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const outside = folders.filter((folder) => !folder.includes("node_modules"));
  const found = outside.map((folder) => path.join(folder, "node")).find(isModernNode);
  return found ?? process.execPath;
}

function isModernNode(program: string): boolean {
  if (!existsSync(program)) return false;
  const version = execFileSync(program, ["--version"], { encoding: "utf8" });
  return Number.parseInt(version.slice(1), 10) >= 20;
}

/** Without what npm and Jest say to the processes they start. */
function environment(): NodeJS.ProcessEnv {
  const mine = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_OPTIONS$|NODE_ENV$|JEST_)/.test(name) || name === "npm_config_cache",
  );
  return Object.fromEntries(mine);
}

const PROGRAM = `
import { createHoldfast, isReplay, reasonOf, violationsOf } from "@holdfast/client";

const { httpUrl, grpcUrl, apiKey, sku } = JSON.parse(process.argv[2]);
const calls = [];
for (const [protocol, baseUrl] of [["connect", httpUrl], ["grpc-web", httpUrl], ["grpc", grpcUrl]]) {
  const { inventory, close } = createHoldfast({ baseUrl, apiKey, protocol, retrying: true });
  const request = { requestId: "packed-" + protocol, lines: [{ sku, quantity: 1n }] };
  const replays = [];
  const onHeader = (header) => replays.push(isReplay(header));
  const first = await inventory.reserve(request, { onHeader });
  const retry = await inventory.reserve(request, { onHeader });
  const error = await inventory.reserve({ requestId: "" }).catch((e) => e);
  calls.push({
    protocol,
    isSame: first.reservation.id === retry.reservation.id,
    replays,
    state: retry.reservation.state,
    reason: reasonOf(error),
    fields: violationsOf(error).map(({ field }) => field),
  });
  close();
}
console.log(JSON.stringify({ node: process.version, calls }));
`;
