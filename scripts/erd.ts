import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import {
  MikroORM,
  ReferenceKind,
  type EntityMetadata,
  type EntityProperty,
} from "@mikro-orm/postgresql";

import { ENTITIES } from "../src/store/entities/index.ts";
import { ormOptions } from "../src/store/orm.ts";

const PAGE = path.resolve(import.meta.dirname, "../docs/architecture.md");
const BEGIN = "<!-- erd: written by npm run erd -->";
const END = "<!-- /erd -->";

const orm = await MikroORM.init(ormOptions("postgresql://nowhere.invalid/none"));
const tables = ENTITIES.map((entity) => entity.meta.tableName);
const entities = [...orm.getMetadata().getAll().values()].toSorted(
  (a, b) => tables.indexOf(a.tableName) - tables.indexOf(b.tableName),
);
await orm.close(true);

const page = readFileSync(PAGE, "utf8");
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) {
  throw new Error(`docs/architecture.md must have the lines ${BEGIN} and ${END}`);
}
const drawn = `${before}${BEGIN}\n\n${draw(entities)}\n\n${END}${after}`;

if (!process.argv.includes("--check")) writeFileSync(PAGE, drawn);
else if (drawn !== page) {
  console.error(
    "The diagram in docs/architecture.md is not what the entities say. Run: npm run erd",
  );
  process.exit(1);
}

/** A Mermaid diagram: every table with its columns, and every relation, one line each. */
function draw(all: readonly EntityMetadata[]): string {
  const lines = ["```mermaid", "erDiagram"];
  for (const entity of all) lines.push(...relationsOf(entity));
  for (const entity of all) {
    lines.push(`  ${entity.tableName} {`, ...columnsOf(entity), "  }");
  }
  return [...lines, "```"].join("\n");
}

function relationsOf(entity: EntityMetadata): string[] {
  return entity.relations.map((relation) => {
    const target = relation.targetMeta?.tableName ?? "";
    const one = relation.nullable === true ? "|o" : "||";
    const many = relation.kind === ReferenceKind.ONE_TO_ONE ? "o|" : "o{";
    return `  ${target} ${one}--${many} ${entity.tableName} : "${relation.fieldNames.join(", ")}"`;
  });
}

function columnsOf(entity: EntityMetadata): string[] {
  const columns = new Map<string, string>();
  for (const property of entity.props) {
    property.fieldNames.forEach((name, index) => {
      const type = (property.columnTypes[index] ?? "").replaceAll(/\W+/g, "_").replace(/_$/, "");
      const line = `    ${type} ${name}${keysOf(property, name, entity)}`;
      const known = columns.get(name);
      if (known === undefined || line.length > known.length) columns.set(name, line);
    });
  }
  return [...columns.values()];
}

function keysOf(property: EntityProperty, column: string, entity: EntityMetadata): string {
  const primary = entity.primaryKeys.some((key) =>
    entity.properties[key]?.fieldNames.includes(column),
  );
  const foreign = property.kind !== ReferenceKind.SCALAR;
  const keys = [primary ? "PK" : "", foreign ? "FK" : ""].filter(Boolean);
  return keys.length === 0 ? "" : ` ${keys.join(", ")}`;
}
