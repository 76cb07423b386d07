/** One thing that a crash might leave behind, and what the audit then says. */
export interface Corruption {
  readonly what: string;
  /** Statements about one tenant, `$1`, and about the entry that `victim` names where there is one. */
  readonly sql: readonly string[];
  readonly says: RegExp;
}

/** A whole entry of a kind with an order that nothing else was done to, or the last one of its kind. */
const victim = (kind: string): string =>
  `create temporary table victim on commit drop as
    select e.* from entry e where e.tenant_id = $1 and e.kind = '${kind}'
    order by (select count(*) from entry o
      where o.tenant_id = e.tenant_id and o.reservation_id = e.reservation_id), e.seq desc limit 1`;

const OF_VICTIM = "where tenant_id = $1 and seq = (select seq from victim)";
const OF_ORDER = "where tenant_id = $1 and reservation_id = (select reservation_id from victim)";
const THE_ORDER = "where tenant_id = $1 and id = (select reservation_id from victim)";

/** The stock rows as if the victim had never been, or had been twice. */
const stock = (sign: "+" | "-"): string =>
  `update stock s set on_hand = on_hand ${sign} p.on_hand_delta, held = held ${sign} p.held_delta,
    committed = committed ${sign} p.committed_delta
  from posting p where p.tenant_id = $1 and p.seq = (select seq from victim)
    and s.tenant_id = p.tenant_id and s.id = p.stock_id`;

/** Books as if the victim had never been: they agree with themselves, and only its caller knows better. */
const forgetWithoutTrace: readonly string[] = [
  stock("-"),
  `update posting l set on_hand_after = l.on_hand_after - p.on_hand_delta
    from posting p where p.tenant_id = $1 and p.seq = (select seq from victim)
      and l.tenant_id = p.tenant_id and l.stock_id = p.stock_id and l.seq > p.seq`,
  `delete from posting ${OF_VICTIM}`,
  `delete from entry ${OF_VICTIM}`,
  ...["entry", "posting"].map(
    (table) => `update ${table} set seq = seq - 1
      where tenant_id = $1 and seq > (select seq from victim)`,
  ),
  "update head set seq = seq - 1 where tenant_id = $1",
];

/** A copy of a row with some columns changed. */
const copy = (table: string, change: string, where: string): string =>
  `insert into ${table} select (jsonb_populate_record(t, ${change})).* from ${table} t ${where}`;

const TWIN = "ffffffff-0000-4000-8000-000000000000";

/** The same order once more, under a request id of its own or under the same. */
const again = (requestId: string): readonly string[] => [
  "update head set seq = seq + 1 where tenant_id = $1",
  copy("reservation", `jsonb_build_object('id', '${TWIN}')`, THE_ORDER),
  copy("allocation", `jsonb_build_object('reservation_id', '${TWIN}')`, OF_ORDER),
  copy(
    "entry",
    `jsonb_build_object('id', '${TWIN}', 'reservation_id', '${TWIN}', 'request_id', ${requestId},
      'seq', (select seq from head where tenant_id = $1))`,
    OF_VICTIM,
  ),
  copy(
    "posting",
    "jsonb_build_object('seq', (select seq from head where tenant_id = $1))",
    OF_VICTIM,
  ),
  stock("+"),
];

export const CORRUPTIONS: readonly Corruption[] = [
  {
    what: "a receipt that was answered and forgotten without a trace",
    sql: [victim("receive"), ...forgetWithoutTrace],
    says: /^receive \S+ was answered and is not in the books$/,
  },
  {
    what: "an entry that is gone while its postings are there",
    sql: [victim("receive"), `delete from entry ${OF_VICTIM}`],
    says: /^a posting of \S+ says receive \d+, and there is no such entry$/,
  },
  {
    what: "a gap in the numbers",
    sql: [victim("extend"), `delete from entry ${OF_VICTIM}`],
    says: /^entry \d+ is missing/,
  },
  {
    what: "a receipt without its postings",
    sql: [victim("receive"), `delete from posting ${OF_VICTIM}`],
    says: /^entry \d+ \(receive\) posted nothing, and .* was asked for$/,
  },
  {
    what: "a hold of which one posting is lost",
    sql: [
      victim("reserve"),
      `delete from posting ${OF_VICTIM}
        and stock_id = (select min(stock_id::text)::uuid from posting ${OF_VICTIM})`,
    ],
    says: /^order \S+: entry \d+ \(reserve\): \d+ of \S+ became held, and \d+ were posted$/,
  },
  {
    what: "a sale that took one unit too many",
    sql: [victim("sell"), `update posting set on_hand_delta = on_hand_delta - 1 ${OF_VICTIM}`],
    says: /^order \S+: entry \d+ \(sell\): /,
  },
  {
    what: "an order that was made twice, once for nobody",
    sql: [victim("reserve"), ...again("request_id || '-again'")],
    says: /^entry \d+ \(reserve\) was asked for by nobody/,
  },
  {
    what: "a request with two effects",
    sql: [victim("reserve"), ...again("request_id")],
    says: /^reserve \S+ is in the books 2 times$/,
  },
  {
    what: "half an order: no entry tells of it",
    sql: [victim("reserve"), copy("reservation", `jsonb_build_object('id', '${TWIN}')`, THE_ORDER)],
    says: /^order ffffffff-\S+: no entry tells of it$/,
  },
  {
    what: "half an order: an entry tells of it, and it is not there",
    sql: [victim("reserve"), `delete from reservation ${THE_ORDER}`],
    says: /^entry \d+ \(reserve\) is about order \S+, which is not there$/,
  },
  {
    what: "half an order: no stock serves it",
    sql: [victim("reserve"), `delete from allocation ${OF_ORDER}`],
    says: /^order \S+: stock serves \S+ with 0 held .*, and should with \d+ held/,
  },
  {
    what: "an order that asks for something else than its caller did",
    sql: [
      victim("reserve"),
      `update reservation set lines = jsonb_set(lines, '{0,quantity}', '"77"') ${THE_ORDER}`,
    ],
    says: /^order \S+: its lines are 77 .*, and .* were asked for$/,
  },
  {
    what: "a hold that ends at another time",
    sql: [
      victim("reserve"),
      `update reservation set expires_at = expires_at + interval '1 s' ${THE_ORDER}`,
    ],
    says: /^order \S+: it ends at \d+ and should end at \d+$/,
  },
  {
    what: "a hold that expired before its time was up",
    sql: [victim("expire"), `update entry set recorded_at = 'epoch' ${OF_VICTIM}`],
    says: /^order \S+: entry \d+ \(expire\): what is not overdue expired$/,
  },
  {
    what: "an entry with another id than its caller was told",
    sql: [victim("adjust"), `update entry set id = '${TWIN}' ${OF_VICTIM}`],
    says: /^adjust \S+ was answered with entry \d+ \(\S+\), and is in the books as \d+ \(ffffffff/,
  },
  {
    what: "a unit on hand that nobody brought",
    sql: [
      `update stock set on_hand = on_hand + 1 where tenant_id = $1
        and id = (select min(id::text)::uuid from stock where tenant_id = $1)`,
    ],
    says: /^of \S+ there are \d+ on hand, .*, and there should be \d+ on hand/,
  },
  {
    what: "an item that was made and is not there",
    sql: ["delete from item where tenant_id = $1 and sku like 'NEW-%'"],
    says: /^NEW-\S+ was made and is not there$/,
  },
  {
    what: "a head that is one ahead",
    sql: ["update head set seq = seq + 1 where tenant_id = $1"],
    says: /^the head is at \d+, the journal at \d+$/,
  },
];
