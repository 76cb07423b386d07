/** One thing that is wrong with a request. */
export interface FieldProblem {
  /** As the proto spells it, such as `lines[2].quantity`; empty when it concerns the whole request. */
  readonly field: string;
  /** What is wrong, and the remedy. */
  readonly description: string;
}
