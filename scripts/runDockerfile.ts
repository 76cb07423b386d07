import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/**
 * Runs the Dockerfile's own commands in empty folders, one per stage, for machines without a container engine:
 * COPY copies (from what git knows, so that nothing untracked slips in), RUN runs, and the last stage's program
 * is started on DATABASE_URL, which must be migrated. The image itself is not built: base image, user, ports and health check are not tried.
 */
const ROOT = path.resolve(import.meta.dirname, "..");
/** The image's base brings Node 26; here it is the one that runs this script. */
const PATH = `${path.dirname(process.execPath)}:${process.env["PATH"] ?? ""}`;
const STEP = /^(FROM|WORKDIR|COPY|RUN|ENV|USER|EXPOSE|HEALTHCHECK|ENTRYPOINT|CMD)\s+(.+)$/;

interface Stage {
  readonly name: string;
  /** The stage's file system: `/` of the image. */
  readonly root: string;
  workdir: string;
  entrypoint: readonly string[];
  cmd: readonly string[];
}

const base = mkdtempSync(path.join(tmpdir(), "holdfast-dockerfile-"));
try {
  const last = build(path.join(base, "context"));
  console.log(`Ran the Dockerfile's commands; its program says: ${await serve(last)}`);
  console.log("(The image itself was not built: that needs a container engine.)");
} finally {
  rmSync(base, { recursive: true, force: true });
}

function build(context: string): Stage {
  copyContext(context);
  const stages: Stage[] = [];
  for (const line of readFileSync(path.join(ROOT, "Dockerfile"), "utf8").split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, step, rest] = STEP.exec(line) ?? [];
    if (step === undefined || rest === undefined) throw new Error(`cannot read: ${line}`);
    if (step === "FROM") stages.push(openStage(rest, stages.length));
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error("the Dockerfile must begin with FROM");
    take(stage, step, rest, stages, context);
  }
  const last = stages.at(-1);
  if (last === undefined) throw new Error("the Dockerfile is empty");
  return last;
}

function take(
  stage: Stage,
  step: string,
  rest: string,
  stages: readonly Stage[],
  context: string,
): void {
  if (step === "WORKDIR") {
    stage.workdir = path.join(stage.root, rest);
    mkdirSync(stage.workdir, { recursive: true });
  } else if (step === "COPY") copy(stage, rest.split(/\s+/), stages, context);
  else if (step === "RUN") run(stage, rest);
  else if (step === "ENTRYPOINT") stage.entrypoint = JSON.parse(rest) as string[];
  else if (step === "CMD") stage.cmd = JSON.parse(rest) as string[];
}

function openStage(from: string, index: number): Stage {
  const name = / AS (\S+)$/i.exec(from)?.[1] ?? String(index);
  const root = path.join(base, `stage-${name}`);
  mkdirSync(root, { recursive: true });
  return { name, root, workdir: root, entrypoint: [], cmd: [] };
}

function copy(
  stage: Stage,
  words: readonly string[],
  stages: readonly Stage[],
  context: string,
): void {
  const from =
    words[0]?.startsWith("--from=") === true ? words[0].slice("--from=".length) : undefined;
  const paths = from === undefined ? words : words.slice(1);
  const origin = from === undefined ? context : stages.find(({ name }) => name === from)?.root;
  const target = paths.at(-1);
  if (origin === undefined || target === undefined)
    throw new Error(`cannot copy ${words.join(" ")}`);
  for (const source of paths.slice(0, -1)) {
    const full = path.join(origin, source);
    const isFile = path.extname(source) !== "" && !source.endsWith("/");
    const into = path.resolve(stage.workdir, target);
    cpSync(full, isFile && target.endsWith("/") ? path.join(into, path.basename(source)) : into, {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

function run(stage: Stage, command: string): void {
  console.log(`[${stage.name}] ${command}`);
  const { status } = spawnSync("sh", ["-c", command], {
    cwd: stage.workdir,
    env: { ...process.env, PATH },
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`failed with ${status}: ${command}`);
}

/** The checkout as git sees it: what is tracked, and what is new and not ignored. */
function copyContext(context: string): void {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: ROOT,
  });
  for (const file of listed.toString().split("\0")) {
    const source = path.join(ROOT, file);
    if (file !== "" && existsSync(source)) cpSync(source, path.join(context, file));
  }
}

/** Starts the image's program with what CMD says, waits for its ready line, and stops it as an engine would. */
async function serve(stage: Stage): Promise<string> {
  const [program = "node", ...entry] = stage.entrypoint;
  const ports = { HOLDFAST_GRPC_PORT: "0", HOLDFAST_HTTP_PORT: "0", HOLDFAST_LOG_LEVEL: "warn" };
  const child = spawn(program, [...entry, ...stage.cmd], {
    cwd: stage.workdir,
    env: { PATH, NODE_ENV: "production", DATABASE_URL: process.env["DATABASE_URL"], ...ports },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  child.kill("SIGTERM");
  const [code] = await ended;
  if (done === true || code !== 0) throw new Error(`the program ended with ${String(code)}`);
  return value;
}
