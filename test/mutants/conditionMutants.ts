import { guard, type Mutant } from "./mutant.ts";

const DECIDE = "core/commands/changeCondition.ts";
const CHANGE = "core/conditionChange.ts";
const PROMISED = "store/reads/promised.ts";

/** A change of the rules, which their own tests must notice. */
const rule = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`condition: ${name}`, file, find, replace, "core/condition");

/** A change that a caller must notice. */
const door = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`condition: ${name}`, file, find, replace, "behaviour/behaviour", "change of condition");

/** Guards of what may be taken from sale, and of who is told. */
export const CONDITION_MUTANTS: readonly Mutant[] = [
  rule(
    "what is promised is taken",
    DECIDE,
    "if (!command.isPhysicalTruth) return rejected(change.refuseClaimed(free));",
    "",
  ),
  rule(
    "the truth is refused where promises stand against it",
    DECIDE,
    "if (!command.isPhysicalTruth) return",
    "if (free < claimed) return",
  ),
  rule("overdue holds keep units from it", DECIDE, "makeRoom(draft, stockId, claimed);", ""),
  rule(
    "overdue holds make room for one unit too few",
    DECIDE,
    "makeRoom(draft, stockId, claimed);",
    "makeRoom(draft, stockId, claimed - 1n);",
  ),
  rule(
    "a batch that takes back too few overdue holds says no",
    DECIDE,
    "if (hasMoreOverdue(draft, [row])) return goOnAfterExpiries(draft, [row]);",
    "",
  ),
  rule(
    "what gives back is compared with promises too",
    DECIDE,
    "if (claimed <= 0n) continue;",
    "if (claimed < 0n) continue;",
  ),
  rule(
    "the truth is told as a promise kept",
    DECIDE,
    'command.isPhysicalTruth ? "state_condition" : "change_condition"',
    '"change_condition"',
  ),
  rule(
    "each line starts from what the row was",
    DECIDE,
    "const change = changes.get(row.id) ?? new ConditionChange",
    "const change = new ConditionChange",
  ),
  rule(
    "the lot is not looked at",
    DECIDE,
    "known.location.id === location.id && known.lot?.id === lot?.id",
    "known.location.id === location.id",
  ),
  rule(
    "the location is not looked at",
    DECIDE,
    "known.location.id === location.id && known.lot?.id === lot?.id",
    "known.lot?.id === lot?.id",
  ),
  rule("units change to what they are", DECIDE, "if (from === to) {", "if (from === to && to) {"),
  rule(
    "a reference is taken where no warehouse system counts",
    DECIDE,
    "if (location.wmsAccountId !== null) return undefined;",
    "return undefined;",
  ),
  rule(
    "a reference is taken and forgotten between two conditions",
    DECIDE,
    "if (from !== null && to !== null) {",
    "if (from !== null && to !== null && from === to) {",
  ),
  rule(
    "references are not written down",
    DECIDE,
    "if (wmsRow !== undefined) draft.putWmsRow(wmsRow);",
    "",
  ),
  rule(
    "more changes than is in the condition",
    CHANGE,
    "if (quantity > this.#unitsIn(from)) return this.#tooFew(line, field);",
    "",
  ),
  rule(
    "what is damaged may be found damaged again",
    CHANGE,
    "return atLeastZero(this.#balances.onHand - ownUnallocatable(this.#balances));",
    "return this.#balances.onHand;",
  ),
  rule(
    "units leave a reference unnamed",
    CHANGE,
    "if (sumOf(ours) > ownUnallocatable(this.#balances)) return this.#whichReference(line, field);",
    "",
  ),
  rule(
    "any number of references is kept",
    CHANGE,
    "if (ours.length > WMS_REFERENCES_MAX) return this.#tooManyReferences(field);",
    "",
  ),
  rule(
    "what both keep from sale is counted twice",
    CHANGE,
    "return whole - overlapOf(this.#after, whole) - wmsUnallocatable;",
    "return 0n;",
  ),
  rule(
    "what is for sale again is so although the warehouse system keeps it",
    CHANGE,
    "const whole = wmsUnallocatable + overlapOf(this.#before, BEYOND);",
    "const whole = wmsUnallocatable;",
  ),
  rule(
    "a reference stands for no more than the last line",
    CHANGE,
    "known + quantity : known - least(known, quantity)",
    "quantity : known - least(known, quantity)",
  ),
  guard(
    "condition: a page counts conditions once more that nothing keeps any more",
    "core/wms/restate.ts",
    "least(unallocatable, ownUnallocatable(balances))",
    "unallocatable",
    "core/condition",
  ),
  guard(
    "condition: only the page that counts says under which references units are kept",
    "core/wms/shown.ts",
    "others.reduce(least, overlap)",
    "overlap",
    "core/condition",
  ),
  guard(
    "condition: what events have let go of is kept by both still",
    "core/wms/shown.ts",
    " - letGo(row.events);",
    ";",
    "core/condition",
  ),
  door(
    "nobody is told who is short",
    "server/stock/changeCondition.ts",
    "answer.stock.filter(isShort)",
    "answer.stock.filter(() => false)",
  ),
  door(
    "everybody is told that he is short",
    "server/stock/changeCondition.ts",
    "answer.stock.filter(isShort)",
    "answer.stock.filter(() => true)",
  ),
  guard(
    "condition: whoever holds is short because of overdue holds",
    "core/stock.ts",
    "return liveClaims(row) > row.balances.onHand;",
    "return claims(row.balances) > row.balances.onHand;",
    "behaviour/behaviour",
    "change of condition",
  ),
  door(
    "overdue holds are named as short",
    PROMISED,
    "and (expires_at is null or expires_at > ${READ_MOMENT})",
    "",
  ),
  door("who has bought is not named", PROMISED, "and committed > 0", "and committed < 0"),
  door(
    "who has bought is named before who only holds",
    PROMISED,
    "order by bool_or(p.is_bought), ",
    "order by bool_or(p.is_bought) desc, ",
  ),
  door("the oldest are named first", PROMISED, "p.reservation_id desc", "p.reservation_id"),
  door("all are named, however many", PROMISED, "     limit $3", "     limit $3 * 2"),
  guard(
    "condition: quarantined is taken for withheld",
    "server/convert/condition.ts",
    '[Condition.QUARANTINED, "quarantined"]',
    '[Condition.QUARANTINED, "withheld"]',
    "server/convert",
  ),
];
