import { z } from "zod";

import { CONTROL_OPERATIONS } from "./control.ts";
import { NO_BODY, type Operation } from "./operation.ts";
import { shapes } from "./shapes.ts";
import { WAREHOUSE_OPERATIONS } from "./warehouse.ts";

/** Everything that can be asked for. */
export const OPERATIONS: readonly Operation[] = [...WAREHOUSE_OPERATIONS, ...CONTROL_OPERATIONS];

type Json = Record<string, unknown>;

/** The OpenAPI document, made of the very shapes that requests are checked against. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const method = operation.method.toLowerCase();
    paths[operation.path] = { ...paths[operation.path], [method]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "A simulated warehouse management system",
      version: "1.0.0",
      description:
        "Takes orders, allocates stock to them in runs of a job, and tells what became of them. " +
        "Operations under /sim are for people and tests.",
    },
    tags: [
      { name: "warehouse", description: "The warehouse system" },
      { name: "control", description: "The simulation behind it" },
    ],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: shapeSchemas(),
    },
  };
}

function describe(operation: Operation): Json {
  const parameters = [...queryParameters(operation), ...headerParameters(operation)];
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.isControl ? "control" : "warehouse"],
    ...(parameters.length > 0 && { parameters }),
    ...(operation.body !== NO_BODY && {
      requestBody: { required: true, content: contentOf(operation.body) },
    }),
    responses: Object.fromEntries(
      Object.entries(operation.answers).map(([status, { meaning, schema }]) => [
        status,
        { description: meaning, content: contentOf(schema) },
      ]),
    ),
  };
}

function queryParameters({ query }: Operation): Json[] {
  const { properties = {} } = z.toJSONSchema(query, { io: "output" });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
  }));
}

function headerParameters({ headers = {} }: Operation): Json[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
}

function contentOf(schema: z.ZodType): Json {
  return { "application/json": { schema: { $ref: `#/components/schemas/${idOf(schema)}` } } };
}

/**
 * Every named shape. What callers send may leave out what has a default; what they get leaves out
 * nothing.
 */
export function shapeSchemas(): Json {
  const sent = new Set(
    OPERATIONS.filter(({ body }) => body !== NO_BODY).map(({ body }) => idOf(body)),
  );
  const uri = (id: string) => `#/components/schemas/${id}`;
  const input = z.toJSONSchema(shapes, { uri, io: "input" }).schemas;
  const output = z.toJSONSchema(shapes, { uri, io: "output" }).schemas;
  return Object.fromEntries(
    Object.entries(output).map(([id, schema]) => {
      const { $schema: _, $id: __, ...rest } = (sent.has(id) ? input[id] : schema) ?? {};
      return [id, rest];
    }),
  );
}

function idOf(schema: z.ZodType): string {
  const known = shapes.get(schema);
  if (known === undefined) throw new Error("a shape has no name");
  return known.id;
}
