import { formatReport } from "../../src/store/verify/formatReport.ts";
import { verify } from "../../src/store/verify/verify.ts";
import { audit } from "./audit/audit.ts";
import { type Books, readPictures } from "./audit/books.ts";
import type { Shop } from "./load/shops.ts";
import type { KillableServer } from "./killableServer.ts";
import type { Scene } from "./scene.ts";

/** What is wrong when all is quiet again: in the books, in what the servers tell, and by the product's own auditor. */
export async function findingsOf(
  { url, servers }: Scene,
  shops: readonly Shop[],
): Promise<{ findings: string[]; books: Books[] }> {
  const tenantIds = shops.map(({ tenant }) => tenant.id);
  const books = await readPictures(url, tenantIds);
  const findings: string[] = [];
  for (const [index, shop] of shops.entries()) {
    const written = books[index];
    if (written === undefined) throw new Error(`${shop.tenant.code} has no books`);
    const wrong = audit(shop.told, written);
    for (const server of servers) wrong.push(...(await toldWrongly(server, shop, written)));
    findings.push(...wrong.map((found) => `${shop.tenant.code}: ${found}`));
  }
  const report = await verify({ url });
  if (report.differencesTotal > 0) findings.push(formatReport(report));
  return { findings, books };
}

/** Every server tells what is on hand and what is committed as the books do; holds may run out meanwhile. */
async function toldWrongly(
  server: KillableServer,
  shop: Shop,
  { stock }: Books,
): Promise<string[]> {
  const keys = stock.map(({ sku }) => ({ sku }));
  const { inventory } = server.client(shop.tenant.adminKey);
  const { availability } = await inventory.getAvailability({ keys });
  return stock.flatMap(({ sku, onHand, committed }, index) => {
    const told = availability[index];
    if (Number(told?.onHand) === onHand && Number(told?.committed) === committed) return [];
    return [
      `server ${server.name} tells ${told?.onHand} on hand and ${told?.committed} committed of ${sku}, ` +
        `the books ${onHand} and ${committed}`,
    ];
  });
}
