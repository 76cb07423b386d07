/** Letters and digits of what is looked for, as HPACK shortens them (RFC 7541, appendix B). */
const HUFFMAN: Readonly<Record<string, string>> = {
  "0": "00000",
  "1": "00001",
  "2": "00010",
  "3": "011001",
  "4": "011010",
  "5": "011011",
  "6": "011100",
  "7": "011101",
  "8": "011110",
  "9": "011111",
  "-": "010110",
  a: "00011",
  c: "00100",
  g: "100110",
  p: "101011",
  r: "101100",
  s: "01000",
  t: "01001",
  u: "101101",
};

/** gRPC's codes are 0 to 16. */
const CODES = Array.from({ length: 17 }, (_, code) => String(code));
const NAMES: ReadonlySet<string> = new Set(formsOf("grpc-status"));
const VALUES: ReadonlyMap<string, number> = new Map(
  CODES.flatMap((code) => formsOf(code).map((form) => [form, Number(code)] as const)),
);

/** What a peer that breaks gRPC's rules is taken for. */
export const UNKNOWN = 2;

/** Distinct blocks that are remembered: nearly all are the one that says 0. */
const REMEMBERED_MAX = 256;

/**
 * Reads the gRPC status out of the trailers of an answer. Works as long as the peer was allowed no header table:
 * each block is then complete in itself.
 */
export function createStatusReader(): (block: Buffer) => number {
  const remembered = new Map<string, number>();
  return (block) => {
    const key = block.toString("latin1");
    const known = remembered.get(key);
    if (known !== undefined) return known;
    if (remembered.size === REMEMBERED_MAX) remembered.clear();
    const status = readStatus(block);
    remembered.set(key, status);
    return status;
  };
}

/** Whether a block begins with `:status: 200`, a field of the static table. */
export function isHttpOk(block: Buffer): boolean {
  // The first block of a connection may begin by confirming that the table has no room.
  return block[block[0] === 0x20 ? 1 : 0] === 0x88;
}

function readStatus(block: Buffer): number {
  const cursor = { block, at: 0 };
  while (cursor.at < block.length) {
    const first = block[cursor.at] ?? 0;
    if (first >= 0x80) readInteger(cursor, 7);
    else if (first >= 0x20 && first < 0x40) readInteger(cursor, 5);
    else {
      const place = readInteger(cursor, first >= 0x40 ? 6 : 4);
      const name = place === 0 ? readLiteral(cursor) : "";
      const value = readLiteral(cursor);
      if (NAMES.has(name)) return VALUES.get(value) ?? UNKNOWN;
    }
  }
  return UNKNOWN;
}

interface Cursor {
  readonly block: Buffer;
  at: number;
}

function readInteger(cursor: Cursor, bits: number): number {
  const max = 2 ** bits - 1;
  let value = (cursor.block[cursor.at++] ?? 0) & max;
  if (value < max) return value;
  for (let shift = 0; ; shift += 7) {
    const byte = cursor.block[cursor.at++] ?? 0;
    value += (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

/** A string as it stands in the block, its length and its way of writing included. */
function readLiteral(cursor: Cursor): string {
  const from = cursor.at;
  const byteCount = readInteger(cursor, 7);
  cursor.at += byteCount;
  return cursor.block.toString("latin1", from, cursor.at);
}

/** The two ways in which a short string may stand in a block. */
function formsOf(text: string): string[] {
  const bits = text
    .split("")
    .map((letter) => HUFFMAN[letter] ?? "")
    .join("");
  const byteCount = Math.ceil(bits.length / 8);
  const padded = bits.padEnd(byteCount * 8, "1");
  const bytes = Array.from({ length: byteCount }, (_, at) =>
    Number.parseInt(padded.slice(at * 8, at * 8 + 8), 2),
  );
  return [String.fromCharCode(text.length) + text, String.fromCharCode(0x80 | byteCount, ...bytes)];
}
