/** Unallocatable units under a reference; quantities in JSON are decimal strings. */
export interface StoredHold {
  readonly reference: string;
  readonly quantity: string;
}

/** What one page showed of a row; moments in milliseconds. */
export interface StoredSight {
  readonly orderable: string;
  readonly unallocatable: string;
  readonly holds?: readonly StoredHold[];
  readonly run?: string;
  readonly posted?: string;
  readonly askedAt: number;
  readonly arrivedAt: number;
  readonly isFirst?: true;
}

export interface StoredLooseEvent {
  readonly id: string;
  readonly orderable: string;
  readonly unallocatable: string;
  readonly posted?: string;
  readonly arrivedAt: number;
  readonly sinceRun?: string;
}

export interface StoredWmsAllocation {
  readonly stock: string;
  readonly quantity: string;
  readonly run?: string;
  readonly toldAt: number;
  readonly handedOver?: true;
  readonly undone?: string;
}

/** A line of an order; what is 0 is left out. */
export interface StoredWmsLine {
  readonly number: number;
  readonly line: number;
  /** Left out where the line is of no bundle. */
  readonly component?: number;
  readonly sku: string;
  readonly lot?: string;
  readonly ordered: string;
  readonly cancelled?: string;
  readonly cancelAnswered?: string;
  readonly refused?: string;
  readonly closed?: string;
  readonly takenBack?: string;
  readonly shipped?: string;
  readonly allocations?: readonly StoredWmsAllocation[];
}
