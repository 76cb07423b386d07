import { test } from "@jest/globals";
import fc from "fast-check";
import { openShop, Player, ROUGH, PLAIN, GENTLE, stories } from "../support/core/story.ts";
test.each([["rough",ROUGH],["gentle",GENTLE],["plain",PLAIN]] as const)("stats %s", (_, world) => {
  const seen = new Map<string, number>();
  let rehomed = 0, shorts = 0, exps=0, len=0;
  fc.assert(fc.property(stories(world), (story) => {
    len += story.length;
    const player = new Player(openShop(world));
    if (world===PLAIN) player.shop.ledger.overdueMax=1;
    for (const m of story) { const c = player.prepare(m); const t = player.shop.batch(...c); t.forEach((x,i)=>{const k=`${c[i]?.kind} ${x.outcome}`; seen.set(k,(seen.get(k)??0)+1);}); 
      for (const row of player.shop.ledger.liveRows()) if (player.shop.ledger.shortfalls.get(row.id)) shorts++; }
    for (const e of player.shop.ledger.journal) { if (e.kind==="commit" && e.postings.size>1) rehomed++; if (e.kind==="expire") exps++; }
  }), { seed: 1, numRuns: 200 });
  console.log(len, [...seen].sort().map(([k,v])=>`${k}: ${v}`).join("\n"), { rehomed, shorts, exps });
});
