import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * When the connection is cut: before the COMMIT reaches PostgreSQL, right behind it, or when PostgreSQL has carried
 * it out and nobody knows yet.
 */
export type CutPoint = "before" | "behind" | "after";

/** Stands between the service and PostgreSQL, and cuts a connection exactly at a COMMIT. */
export interface CutProxy {
  /** PostgreSQL's address as the service is to know it. */
  readonly url: string;
  /** Cuts the next transaction that took a tenant's turn, or one that did not. Resolves when it is cut. */
  cut(point: CutPoint, what?: "turn" | "reading"): Promise<void>;
  close(): Promise<void>;
}

interface Order {
  readonly point: CutPoint;
  readonly what: "turn" | "reading";
  readonly done: () => void;
}

/** @param url of the PostgreSQL behind it, without TLS */
export async function startCutProxy(url: string): Promise<CutProxy> {
  const behind = new URL(url);
  const orders: Order[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(Number(behind.port || "5432"), behind.hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    carry(client, database, orders);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const front = new URL(url);
  front.hostname = "127.0.0.1";
  front.port = String((server.address() as AddressInfo).port);
  return {
    url: front.href,
    cut: (point, what = "turn") => new Promise((done) => orders.push({ point, what, done })),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function carry(client: Socket, database: Socket, orders: Order[]): void {
  const messages = new Messages();
  const isCommit = commitFinder();
  let tookTurn = false;
  let awaited: Order | undefined;
  client.on("data", (bytes: Buffer) => {
    for (const message of messages.read(bytes)) {
      if (TAKES_TURN.test(message.toString("latin1"))) tookTurn = true;
      const what = tookTurn ? "turn" : "reading";
      const commits = isCommit(message);
      const order = commits && orders[0]?.what === what ? orders.shift() : undefined;
      if (commits) tookTurn = false;
      if (order?.point === "before") return cutNow(order);
      database.write(message);
      if (order?.point === "behind") return cutNow(order);
      awaited ??= order;
    }
  });
  database.on("data", (bytes: Buffer) => {
    if (awaited !== undefined && bytes.includes("COMMIT\0")) return cutNow(awaited);
    client.write(bytes);
  });
  client.on("end", () => database.end());
  database.on("end", () => client.end());
  client.on("close", () => database.end());
  database.on("close", () => client.destroy());

  function cutNow({ done }: Order): void {
    client.removeAllListeners("data").destroy();
    database.end();
    done();
  }
}

const TAKES_TURN = /lock_head|from "head" .* for update/s;

/** Finds the message that commits: a query, or the execution of a prepared statement of that name. */
function commitFinder(): (message: Buffer) => boolean {
  let isBound = false;
  return (message) => {
    const type = String.fromCharCode(message[0] ?? 0);
    const text = message.toString("latin1", 5);
    if (type === "B") isBound = text.startsWith("\0commit\0");
    return type === "E" ? isBound : type === "Q" && /^commit\0/i.test(text);
  };
}

/** Cuts what a client sends into whole messages: a start-up message without a type, then messages with one. */
class Messages {
  #rest = Buffer.alloc(0);
  #typeBytes = 0;

  *read(bytes: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= this.#typeBytes + 4) {
      const length = this.#typeBytes + this.#rest.readInt32BE(this.#typeBytes);
      if (this.#rest.length < length) return;
      yield this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      this.#typeBytes = 1;
    }
  }
}
