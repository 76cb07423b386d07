/** Header fields of a call: pseudo-headers first, as HTTP/2 wants them. Made once per method and key. */
export type Head = readonly (readonly [name: string, value: string])[];

/** A server's header table has this many bytes until it says otherwise, and each field costs 32 more. */
const TABLE_BYTES = 4096;
const FIELD_EXTRA_BYTES = 32;
const STATIC_FIELDS = 61;

/**
 * Writes header blocks (RFC 7541) for one connection. A field is spelt out once and then named by its place in the
 * server's table, as every gRPC client does; fields that no longer fit are spelt out each time.
 */
export function createHeaderWriter(): (head: Head) => Uint8Array {
  const places = new Map<string, number>();
  const blocks = new Map<Head, { bytes: Uint8Array; placesThen: number }>();
  let tableBytes = 0;

  const write = (head: Head): Uint8Array => {
    const bytes = head.flatMap(([name, value]) => {
      const key = `${name}: ${value}`;
      const place = places.get(key);
      if (place !== undefined) return integer(0x80, 7, STATIC_FIELDS + places.size - place);
      const cost = name.length + value.length + FIELD_EXTRA_BYTES;
      const fits = tableBytes + cost <= TABLE_BYTES;
      if (fits) {
        tableBytes += cost;
        places.set(key, places.size);
      }
      return [fits ? 0x40 : 0x00, ...text(name), ...text(value)];
    });
    return Uint8Array.from(bytes);
  };

  return (head) => {
    const known = blocks.get(head);
    if (known?.placesThen === places.size) return known.bytes;
    const placesThen = places.size;
    const bytes = write(head);
    // A block that put a field into the table must not be sent again: its next one names the place.
    blocks.set(head, { bytes, placesThen });
    return bytes;
  };
}

function text(value: string): number[] {
  return [...integer(0x00, 7, value.length), ...Buffer.from(value, "latin1")];
}

/** A number in the low bits of a byte, and in as many further bytes as it takes. */
function integer(flags: number, bits: number, value: number): number[] {
  const max = 2 ** bits - 1;
  if (value < max) return [flags | value];
  const bytes = [flags | max];
  let rest = value - max;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}
