import { describe } from "@jest/globals";

import { askCancellation } from "./questions/cancellation.ts";
import { askEvents } from "./questions/events.ts";
import { askLag } from "./questions/lag.ts";
import { askLastingRuns } from "./questions/lastingRuns.ts";
import { askMarks } from "./questions/marks.ts";
import { askNonsense } from "./questions/nonsense.ts";
import { askOrders } from "./questions/orders.ts";
import { askPageOrder } from "./questions/pageOrder.ts";
import { askPages } from "./questions/pages.ts";
import { askTakeBack } from "./questions/takeBack.ts";
import { askTotals } from "./questions/totals.ts";
import { askTroubles } from "./questions/troubles.ts";
import { askZeroRows } from "./questions/zeroRows.ts";
import type { OpenWarehouse } from "./warehouse.ts";

/**
 * Everything that an adapter and its warehouse system must do, in the words of the dialect that it declares. The merge
 * relies on all of it.
 */
export function describeContract(name: string, open: OpenWarehouse): void {
  describe(name, () => {
    askPages(open);
    askPageOrder(open);
    askZeroRows(open);
    askMarks(open);
    askOrders(open);
    askCancellation(open);
    askTotals(open);
    askEvents(open);
    askTakeBack(open);
    askLastingRuns(open);
    askLag(open);
    askTroubles(open);
    askNonsense(open);
  });
}
