import type { Uuid } from "../stock.ts";
import type { CountPlace } from "./count.ts";
import { type Count, type CountLine, isUnfinished } from "./count.ts";

/** What was read of counts for one batch: those that the commands name, and what else is being counted there. */
export interface CountFacts {
  readonly counts: readonly Count[];
  /** Of those counts, the lines that the commands need. */
  readonly lines: readonly CountLine[];
}

/** What a decision changes of counts, as it is afterwards. */
export interface CountChanges {
  readonly counts: ReadonlyMap<Uuid, Count>;
  /** By `lineKey`. */
  readonly lines: ReadonlyMap<string, CountLine>;
}

/** Counts as far as a batch needs them, or as a command would leave them: a sheet that lies over another. */
export class CountBook implements CountChanges {
  readonly counts = new Map<Uuid, Count>();
  readonly lines = new Map<string, CountLine>();
  readonly #under: CountBook | null;

  constructor(under: CountBook | null = null) {
    this.#under = under;
  }

  read({ counts, lines }: CountFacts): void {
    for (const count of counts) this.counts.set(count.id, count);
    for (const line of lines) this.lines.set(lineKey(line.countId, line), line);
  }

  apply({ counts, lines }: CountChanges): void {
    this.read({ counts: [...counts.values()], lines: [...lines.values()] });
  }

  count(id: Uuid): Count | undefined {
    return this.counts.get(id) ?? this.#under?.count(id);
  }

  line(countId: Uuid, place: CountPlace): CountLine | undefined {
    return this.lines.get(lineKey(countId, place)) ?? this.#under?.line(countId, place);
  }

  /** The lines of a count that were read or made, in their order. */
  linesOf(countId: Uuid): CountLine[] {
    const lines = new Map(this.#under?.linesOf(countId).map((line) => [line.number, line]));
    for (const line of this.lines.values())
      if (line.countId === countId) lines.set(line.number, line);
    return [...lines.values()].toSorted((a, b) => a.number - b.number);
  }

  /** The other unfinished count at the same location that a place is in, as far as it was read. */
  otherOf(own: Uuid, locationId: Uuid, place: CountPlace): Uuid | undefined {
    for (const id of this.#ids()) {
      const count = this.count(id);
      if (count === undefined || id === own || count.locationId !== locationId) continue;
      if (isUnfinished(count) && this.line(id, place) !== undefined) return id;
    }
    return undefined;
  }

  /** How many counts are under way at a location, as far as they were read. */
  unfinishedAt(locationId: Uuid): number {
    const counts = [...this.#ids()].map((id) => this.count(id));
    return counts.filter((count) => count?.locationId === locationId && isUnfinished(count)).length;
  }

  /** Replaces a count by its next version. */
  put(count: Count): void {
    this.counts.set(count.id, { ...count, version: count.version + 1 });
  }

  putLine(line: CountLine): void {
    this.lines.set(lineKey(line.countId, line), line);
  }

  #ids(): Set<Uuid> {
    return new Set([...(this.#under?.counts.keys() ?? []), ...this.counts.keys()]);
  }
}

/** Names a line among those of all counts: a place is in a count once. */
export function lineKey(
  countId: Uuid,
  { itemId, lotId }: Pick<CountPlace, "itemId" | "lotId">,
): string {
  return `${countId} ${itemId} ${lotId ?? ""}`;
}
