import { expect, test } from "@jest/globals";
import { MikroORM, OptimisticLockError, type SqlEntityManager } from "@mikro-orm/postgresql";

import { LocationEntity } from "../../src/store/entities/catalog.ts";
import { ormOptions } from "../../src/store/orm.ts";
import { named } from "../behaviour/calls.ts";
import { afterwards } from "../support/afterwards.ts";
import { openOperator, untilBlocked } from "../support/operator.ts";
import { openShop } from "../support/shop.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop(() => openShop());

test("of two people who change the same locations at once, the second is refused", async () => {
  const { names, second } = await changeTwice({});

  expect(second).toBeInstanceOf(OptimisticLockError);
  expect(names).toEqual(["first", "first"]);
});

test("the batch updates that the ORM would use are still unsafe: the second wins unseen", async () => {
  const { names, second } = await changeTwice({ useBatchUpdates: true });

  // When this fails the trap is gone: docs/decisions/0002 may be reconsidered.
  expect(second).toBeUndefined();
  expect(names).toEqual(["second", "second"]);
});

/** Two units of work read two locations; the second writes while the first has written and not committed. */
async function changeTwice(options: { useBatchUpdates?: boolean }) {
  const codes = [named("A"), named("B")];
  for (const code of codes) await shop.location(code);
  const orm = await MikroORM.init({ ...ormOptions(shop.url), ...options });
  afterwards(() => orm.close(true));
  const operator = await openOperator(shop.url);
  afterwards(() => operator.leave());
  const [one, other] = [orm.em.fork(), orm.em.fork()] as [SqlEntityManager, SqlEntityManager];
  await one.begin();
  await rename(one, codes, "first");
  await rename(other, codes, "second");

  await one.flush();
  const flushed = other.flush().then(
    () => undefined,
    (error: unknown) => error,
  );
  await untilBlocked(operator);
  await one.commit();
  const second = await flushed;

  const rows = await operator.query("select name from location where code = any($1)", [codes]);
  return { names: rows.map(({ name }) => name), second };
}

async function rename(em: SqlEntityManager, codes: string[], name: string): Promise<void> {
  const locations = await em.find(LocationEntity, { tenant: shop.tenant.id, code: { $in: codes } });
  for (const location of locations) location.name = name;
}
