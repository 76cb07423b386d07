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

/** A change of one file, which a test must notice; `only` narrows a long file to some of its tests. */
export function guard(
  name: string,
  file: string,
  find: string,
  replace: string,
  test: string,
  only?: string,
): Mutant {
  const patches = [{ file: `src/${file}`, find, replace }];
  const tests = [`test/${test}.test.ts`];
  return { name, patches, tests, ...(only !== undefined && { only }) };
}
