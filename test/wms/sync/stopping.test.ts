import { expect, test } from "@jest/globals";

import { afterwards } from "../../support/afterwards.ts";
import { openOperator } from "../../support/operator.ts";
import { until } from "../../support/until.ts";
import { openOutside } from "../support/outside.ts";

test("a server that stops leaves the jobs of its accounts to the others at once", async () => {
  const shelves = [{ sku: "SOCK", quantity: 3 }];
  const outside = await openOutside({ shelves, settings: { HOLDFAST_WMS_WALK_INTERVAL: "1m" } });
  afterwards(() => outside.close());
  const operator = await openOperator(outside.shop.url);
  afterwards(() => operator.leave());
  const held = async (more = ""): Promise<unknown[]> => {
    const asked = "select job from wms_lease where until > clock_timestamp()";
    return (await operator.query(`${asked} ${more}`)).map(({ job }) => job);
  };
  // Between two rounds, too: whoever walked last is the one who walks next.
  await until(async () => (await held("and job = 'walk' and done_at is not null")).length > 0);

  await outside.shop.app.stop();

  expect(await held()).toEqual([]);
});
