import { z } from "zod";

import { OPERATIONS, shapeSchemas } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import { shapes } from "./shapes.ts";

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 50rem; padding: 1rem }
  code, pre { font-family: ui-monospace, monospace; font-size: 0.9em }
  pre { background: #f4f4f0; overflow-x: auto; padding: 0.75rem }
  h3 { margin: 2rem 0 0 } p { margin: 0.25rem 0 } td { padding-right: 1rem; vertical-align: top }
  @media (prefers-color-scheme: dark) {
    body { background: #1b1b1b; color: #eee } pre { background: #2a2a2a } a { color: #8bf }
  }
`;

/** The manual as one page of HTML that needs nothing else. */
export function manual(): string {
  const [warehouse, control] = [false, true].map((isControl) =>
    OPERATIONS.filter((operation) => operation.isControl === isControl)
      .map(section)
      .join(""),
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>WMS simulator</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body>
<h1>A simulated warehouse management system</h1>
<p>It takes orders, allocates stock to them in runs of a job, and tells what became of them.
Every request needs the header <code>authorization: Bearer &lt;key&gt;</code>; bodies are JSON.
The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
<h2>The warehouse system</h2>${warehouse}
<h2>The simulation behind it</h2>
<p>For people and tests: not counted against the quota, and nothing goes wrong with it.</p>
${control}
<h2>Shapes</h2>${shapesSection()}
</body></html>
`;
}

function section(operation: Operation): string {
  const { method, path, summary, answers } = operation;
  const rows = Object.entries(answers)
    .map(([status, { meaning }]) => `<tr><td>${status}</td><td>${escaped(meaning)}</td></tr>`)
    .join("");
  const asks = parametersOf(operation);
  return `
<h3><code>${method} ${path}</code></h3><p>${escaped(summary)}</p>${asks}<table>${rows}</table>`;
}

function parametersOf({ query, headers = {}, body }: Operation): string {
  const names = Object.keys(z.toJSONSchema(query, { io: "output" }).properties ?? {});
  const shape = shapes.get(body)?.id;
  const told = [
    ...[...names, ...Object.keys(headers)].map((name) => `<code>${name}</code>`),
    ...(shape === undefined ? [] : [`body <a href="#${shape}">${shape}</a>`]),
  ];
  return told.length === 0 ? "" : `<p>Takes ${told.join(", ")}.</p>`;
}

function shapesSection(): string {
  return Object.entries(shapeSchemas())
    .map(([id, schema]) => {
      const json = escaped(JSON.stringify(schema, null, 2));
      return `<h3 id="${id}">${id}</h3><pre>${json}</pre>`;
    })
    .join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
