/** A change of one file: `find` must stand in it exactly once. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A guard, broken. */
export interface Mutant {
  /** The guard, and what the broken program does. */
  readonly name: string;
  readonly patches: readonly Patch[];
  /** Test files of which at least one must go red. */
  readonly tests: readonly string[];
  /** Only tests whose name matches this pattern, where a whole file would take long. */
  readonly only?: string;
}
