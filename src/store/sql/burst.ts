import { type Connection, type ClientBase, Query } from "pg";

import { type Parameter, parameterText } from "./parameters.ts";
import { typeParserOf } from "./types.ts";

/** A statement with a name: prepared once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What a statement came to. */
export interface Sent<R> {
  readonly rows: R[];
  /** Rows that were found, inserted or updated. */
  readonly rowCount: number;
}

type Columns = readonly { readonly name: string; readonly parse: (text: string) => unknown }[];
type Row = Record<string, unknown>;

interface Asked extends PromiseWithResolvers<Sent<never>> {
  readonly statement: Statement;
  readonly values: readonly Parameter[];
  readonly rows: Row[];
}

/** The statements that a connection has prepared, with their columns once it has told them. */
type Prepared = Map<string, Columns | undefined>;
const preparedOn = new WeakMap<Connection, Prepared>();

/**
 * Statements that are sent together, with one Sync at the end: PostgreSQL answers them in one packet instead of one
 * each, and does not begin those after one that fails. Each is prepared, and its columns are asked for, once per
 * connection. This took a third off what a transaction costs beside its rows (docs/performance.md).
 */
export class Burst {
  readonly #asked: Asked[] = [];
  #prepared: Prepared = new Map();
  /** How many statements are answered. */
  #answered = 0;
  #columns: Columns | undefined;

  ask<R>(statement: Statement, values: readonly Parameter[]): Promise<Sent<R>> {
    const asked: Asked = { statement, values, rows: [], ...Promise.withResolvers<Sent<never>>() };
    this.#asked.push(asked);
    return asked.promise;
  }

  /** Sends it, behind whatever was sent before. */
  sendOn(client: ClientBase): void {
    // node-pg lets other queries follow at once only behind one of its own class.
    const query = Object.assign(new Query({ text: "" }), {
      submit: (connection: Connection): null => this.#submit(connection),
      handleRowDescription: (message: { fields: Described[] }) => this.#described(message.fields),
      handleDataRow: (message: { fields: (string | null)[] }) => this.#found(message.fields),
      handleCommandComplete: (message: { text: string }) => this.#completed(message.text),
      handleReadyForQuery: () => query.callback(null),
      handleError: (error: Error) => query.callback(error),
      // node-pg puts a time limit around it.
      callback: (error: Error | null) => this.#end(error),
    });
    client.query(query);
  }

  #submit(connection: Connection): null {
    this.#prepared = preparedOn.get(connection) ?? this.#prepared;
    preparedOn.set(connection, this.#prepared);
    connection.stream.cork();
    for (const { statement, values } of this.#asked) {
      const { name, text } = statement;
      const known = this.#prepared.get(name);
      if (!this.#prepared.has(name)) {
        // After a failure it may be there without our knowing; what is not there is closed all the same.
        connection.close({ type: "S", name }, true);
        connection.parse({ name, text, types: [] }, true);
      }
      this.#prepared.set(name, known);
      connection.bind({ statement: name, values: values.map(parameterText) }, true);
      if (known === undefined) connection.describe({ type: "P", name: "" }, true);
      connection.execute({}, true);
    }
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  #described(fields: readonly Described[]): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: typeParserOf(dataTypeID),
    }));
  }

  #found(fields: readonly (string | null)[]): void {
    const asked = this.#current();
    const columns = this.#columns ?? this.#prepared.get(asked.statement.name) ?? [];
    const row: Row = {};
    for (const [index, { name, parse }] of columns.entries()) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : parse(text);
    }
    asked.rows.push(row);
  }

  /** @param tag such as `SELECT 5` or `INSERT 0 5` */
  #completed(tag: string): void {
    const { statement, rows, resolve } = this.#current();
    if (this.#prepared.get(statement.name) === undefined) {
      this.#prepared.set(statement.name, this.#columns ?? []);
    }
    this.#columns = undefined;
    this.#answered += 1;
    resolve({ rows: rows as never[], rowCount: Number(tag.slice(tag.lastIndexOf(" ") + 1)) || 0 });
  }

  #current(): Asked {
    const asked = this.#asked[this.#answered];
    if (asked === undefined) throw new Error("PostgreSQL answered a statement that was not sent");
    return asked;
  }

  /** What was not answered was not run: with an error, or because the connection is gone. */
  #end(error: Error | null): void {
    const missing = this.#asked.slice(this.#answered);
    for (const { statement, reject } of missing) {
      // Whether PostgreSQL has prepared it is not known: it will be prepared again.
      if (this.#prepared.get(statement.name) === undefined) this.#prepared.delete(statement.name);
      reject(error ?? new Error("PostgreSQL left a statement unanswered"));
    }
  }
}

interface Described {
  readonly name: string;
  readonly dataTypeID: number;
}
