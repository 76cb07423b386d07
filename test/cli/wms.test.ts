import { writeFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { DIALECTS } from "../../src/wmsSim/dialects.ts";
import { adding, linking, openWmsOperator, type WmsOperator } from "./wmsOperator.ts";

let operator: WmsOperator;

beforeAll(async () => {
  operator = await openWmsOperator();
});

afterAll(() => operator?.leave());

const wms: WmsOperator["wms"] = (...args) => operator.wms(...args);

test("an account is added, linked, paused, resumed and listed", async () => {
  const webhooks = { "webhook-secret-name": "WMS_ACME_HOOK", "read-floor": "30" };
  const added = await wms(...adding("acme", webhooks));
  expect(added).toMatchObject({ code: 0, stdout: "Added account acme.\n" });
  expect(added.stderr).toContain("Set WMS_ACME_KEY and WMS_ACME_HOOK where Holdfast runs.");
  expect(added.stderr).toContain("POST /wms/acme/events");
  const [row] = await operator.sql.query("select * from wms_account");
  expect(row).toMatchObject({
    code: "acme",
    base_url: "https://wms.example/api",
    quota_requests: 100,
    quota_window_ms: 10_000,
    read_floor_percent: 30,
    secret_name: "WMS_ACME_KEY",
    webhook_secret_name: "WMS_ACME_HOOK",
    dialect: { ...DIALECTS.modern, unseenMs: 0 },
  });
  expect((await wms("list")).stdout).toContain("acme: nothing is linked to it");

  expect(await wms(...linking("acme", "OUTSIDE"))).toMatchObject({
    code: 0,
    stdout: 'Location OUTSIDE of acme is now warehouse "W1", owner "ACME" of account acme.\n',
  });
  expect((await wms(...linking("acme", "OUTSIDE"))).stdout).toContain("was already");
  expect((await wms("pause", "acme")).stdout).toBe("Paused account acme.\n");
  expect((await wms("pause", "acme")).stdout).toBe("Account acme was paused already.\n");

  const listed = await wms("list");
  expect(listed.stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
    ["ACCOUNT", "STATE", "TENANT", "LOCATION", "WAREHOUSE", "OWNER", "AS OF", ...COUNTS],
    ["acme", "paused", "acme", "OUTSIDE", "W1", "ACME", "0", "0", "0"],
    [""],
  ]);
  expect((await wms("resume", "acme")).stdout).toBe("Resumed account acme.\n");
});

const COUNTS = ["WAITING", "PARKED", "EVENTS"];

test("an account that is added again is changed; what it is linked to stays", async () => {
  const changed = await wms(...adding("acme", { quota: "5/s", dialect: "silent" }));

  expect(changed).toMatchObject({ code: 0, stdout: "Changed account acme.\n" });
  const [row] = await operator.sql.query("select * from wms_account where code = 'acme'");
  // Nothing numbers its runs, in which it books events: it is given two of them.
  const dialect = { ...DIALECTS.silent, unseenMs: 1_800_000 };
  expect(row).toMatchObject({ quota_requests: 5, quota_window_ms: 1_000, dialect });
  expect(row).toMatchObject({ webhook_secret_name: null });
  expect((await wms("list")).stdout).toContain("OUTSIDE");
});

test("a dialect may be described in a file", async () => {
  const file = path.join(operator.folder, "dialect.json");
  const dialect = { ...DIALECTS.legacy, unseenMs: 7, lagMs: 9 };
  await writeFile(file, JSON.stringify(dialect));

  expect(await wms(...adding("filed", { dialect: file }))).toMatchObject({ code: 0 });

  const [row] = await operator.sql.query("select dialect from wms_account where code = 'filed'");
  expect(row).toEqual({ dialect });
});

test("events that came before their place was linked are told, and applied once it is", async () => {
  const event = (id: string, owner: string): unknown[] => [
    id,
    JSON.stringify({ warehouse: "W2", owner }),
  ];
  for (const values of [event("E-1", "A"), event("E-2", "A"), event("E-3", "B")]) {
    await operator.sql.query(
      `insert into wms_inbox (account_id, event_id, body, received_at, state)
       select id, $1, $2, now(), 'parked' from wms_account where code = 'acme'`,
      values,
    );
  }
  expect((await wms("list")).stdout).toContain(
    'acme: 2 events came from warehouse "W2", owner "A", which no location is linked to\n',
  );

  const linked = await wms(...linking("acme", "ANNEX", "W2", "A"));

  expect(linked.stderr).toContain("2 events had waited for it");
  const rows = await operator.sql.query("select event_id, state from wms_inbox order by event_id");
  expect(rows.map(({ state }) => state)).toEqual(["waiting", "waiting", "parked"]);
  const { stdout } = await wms("list");
  expect(stdout).toMatch(/ANNEX .* 2\n/);
  expect(stdout).not.toContain('owner "A", which');
});

test("what failed last is told under the list", async () => {
  await operator.sql.query(
    `insert into wms_lease (account_id, job, holder, until, last_error)
     select id, 'push', gen_random_uuid(), now(), 'HTTP 401' from wms_account where code = 'acme'`,
  );

  expect((await wms("list")).stdout).toContain("acme: push failed: HTTP 401\n");
});
