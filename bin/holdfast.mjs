#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a sentence rather than a stack trace.
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";

const NODE_MAJOR_MIN = 24;

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  console.error(
    `holdfast needs Node ${NODE_MAJOR_MIN} or newer, but this is Node ${process.versions.node} ` +
      `(${process.execPath}): start it with \`npm start\`, which uses the Node that \`npm ci\` ` +
      `installed here, or install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}

// What was compiled once is not compiled again at the next start.
nodeModule.enableCompileCache?.();

const source = new URL("../src/cli/index.ts", import.meta.url);
const compiled = new URL("../dist/cli/index.js", import.meta.url);

if (existsSync(source)) {
  // The same as `node --conditions=holdfast-source`: @holdfast/client is taken from client/src.
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ["holdfast-source", ...context.conditions] }),
  });
}

const { run } = await import((existsSync(source) ? source : compiled).href);
await run(process.argv.slice(2));
