import { expect, test } from "@jest/globals";
import { z } from "zod";

import { ask, running } from "../support/running.ts";
import { cell, PLAIN } from "../support/warehouse.ts";

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { readonly schemas: Record<string, object> };
}

interface Described {
  readonly operationId: string;
  readonly parameters?: { readonly name: string; readonly in: string }[];
  readonly requestBody?: Content;
  readonly responses: Record<string, Content>;
}

interface Content {
  readonly content: { readonly "application/json": { readonly schema: { readonly $ref: string } } };
}

const CANCEL = { reference: "A-1", lines: [{ line: 1, quantity: 1 }] };
const DEED = { kind: "damage", ...cell("SOCK"), quantity: 2, holdReference: "QC-1" };

/** One request after the other, so that every operation and nearly every answer comes about. */
const STORY: readonly (readonly [what: string, status: number, body?: unknown])[] = [
  ["GET /v1/stock", 200],
  ["GET /v1/stock?limit=1", 200],
  ["GET /v1/stock?cursor=x", 400],
  ["POST /sim/people", 200, DEED],
  ["POST /sim/people", 400, {}],
  ["POST /v1/orders", 201, orderOf("A-1", "4 SOCK")],
  ["POST /v1/orders", 200, orderOf("A-1", "4 SOCK")],
  ["POST /v1/orders", 422, orderOf("A-2", "4 HAT")],
  ["POST /v1/orders", 400, {}],
  ["POST /sim/run", 200],
  ["POST /v1/orders/cancel", 202, CANCEL],
  ["POST /v1/orders/cancel", 404, { ...CANCEL, reference: "A-3" }],
  ["POST /v1/orders/cancel", 400, {}],
  ["POST /v1/orders/states", 200, { references: ["A-1", "A-2"] }],
  ["POST /v1/orders/states", 400, {}],
  ["GET /v1/events", 200],
  ["GET /v1/events?limit=x", 400],
  ["POST /sim/clock", 200, { skipMs: 100_000 }],
  ["POST /sim/clock", 400, { skipMs: -1 }],
  ["POST /v1/orders/states", 200, { references: ["A-1", "A-2"] }],
  ["POST /sim/faults", 200, { next: [{ fault: "lag", times: 2 }] }],
  ["POST /sim/faults", 400, { next: 1 }],
  ["GET /sim/status", 200],
  ["GET /sim/status?x=1", 400],
  ["GET /sim/truth", 200],
  ["GET /sim/truth?x=1", 400],
  ["POST /sim/run", 400, { x: 1 }],
];

test("the OpenAPI document describes what is really answered", async () => {
  const simulator = await running(["10 SOCK"]);
  const document = await fetchDocument(simulator.url);
  expect(document.openapi).toBe("3.1.0");

  const seen = new Set<string>();
  for (const [what, status, body] of STORY) {
    const headers = { "idempotency-key": (body as { reference?: string })?.reference ?? "" };
    const reply = await ask(simulator, what, { body, headers });
    const { responses, operationId } = find(document, what);
    expect([what, reply.status]).toEqual([what, status]);
    seen.add(`${operationId} ${status}`);
    shapeOf(document, responses[status]).parse(reply.body);
  }

  const told = operations(document).flatMap(([, { operationId, responses }]) =>
    Object.keys(responses).map((status) => `${operationId} ${status}`),
  );
  const untried = told.filter(
    (answer) => !seen.has(answer) && !/ (401|413|429|500|503)$/.test(answer),
  );
  expect(untried).toEqual([]);
});

test("what is not the answer does not pass for it", async () => {
  const { url } = await running([]);
  const document = await fetchDocument(url);
  const shape = shapeOf(document, find(document, "GET /v1/stock").responses["200"]);
  const page = { run: 1, posted: null, lines: [], next: null };
  expect(shape.safeParse(page).success).toBe(true);
  expect(shape.safeParse({ ...page, run: "1" }).success).toBe(false);
  expect(shape.safeParse({ run: 1, posted: null, lines: [] }).success).toBe(false);
  expect(shape.safeParse({ ...page, more: true }).success).toBe(false);
});

test("the answers that every operation may give are told of as they are", async () => {
  const quota = { perSecond: 0.01, burst: 1 };
  const simulator = await running([], { quota, dialect: PLAIN, faults: { error: 1 } });
  const document = await fetchDocument(simulator.url);
  const { responses } = find(document, "GET /v1/stock");
  const { key: _, ...stranger } = simulator;

  for (const reply of [
    await ask({ ...stranger, key: "wrong" }, "GET /v1/stock"),
    await ask(simulator, "GET /v1/stock"),
    await ask(simulator, "GET /v1/stock"),
  ]) {
    expect(Object.keys(responses)).toContain(String(reply.status));
    shapeOf(document, responses[reply.status]).parse(reply.body);
  }
});

test("the manual is one page that tells of every operation and needs nothing else", async () => {
  const { url } = await running([]);
  const response = await fetch(url);
  const html = await response.text();

  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  for (const [what] of operations(await fetchDocument(url))) expect(html).toContain(what);
  expect(html).not.toMatch(/<script|src=|https?:/);
});

test("what a body must hold is told as it is", async () => {
  const { url } = await running([]);
  const document = await fetchDocument(url);
  const shape = shapeOf(document, find(document, "POST /v1/orders").requestBody);
  const order = orderOf("A-1", "4 SOCK");
  expect(shape.safeParse(order).success).toBe(true);
  expect(shape.safeParse({ ...order, owner: undefined }).success).toBe(false);
  const parameters = find(document, "GET /v1/stock").parameters ?? [];
  expect(parameters.map(({ name }) => name)).toEqual(["cursor", "limit"]);
});

/** An order as it is sent; a lot may be left out. */
function orderOf(reference: string, said: string) {
  const { warehouse, owner, sku } = cell(said);
  return { reference, warehouse, owner, lines: [{ line: 1, sku, quantity: 4 }] };
}

async function fetchDocument(url: string): Promise<Document> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as Document;
}

function operations({ paths }: Document): [what: string, described: Described][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): [string, Described] => [
      `${method.toUpperCase()} ${path}`,
      described,
    ]),
  );
}

function find(document: Document, what: string): Described {
  const [, described] = operations(document).find(([one]) => one === what.split("?")[0]) ?? [];
  if (described === undefined) throw new Error(`${what} is not described`);
  return described;
}

/** Reads a shape out of the document itself, not out of what it was made of. */
function shapeOf(document: Document, content: Content | undefined): z.ZodType {
  const $ref = content?.content["application/json"].schema.$ref;
  if ($ref === undefined) throw new Error("this answer is not described");
  const moved = JSON.stringify({ $ref, $defs: document.components.schemas });
  return z.fromJSONSchema(JSON.parse(moved.replaceAll("#/components/schemas/", "#/$defs/")));
}
