import { inspect } from "node:util";
import { expect, test } from "@jest/globals";

import { checkedBaseUrl } from "../../../src/wms/http/baseUrl.ts";
import {
  answer,
  type Behaviour,
  cut,
  freePort,
  silence,
  startOtherSide,
  startPlainServer,
} from "../support/otherSide.ts";
import { failureOf, ordering, patience, SECRET, transportOf } from "../support/transports.ts";

/** Everything that a careless log could show of a thing. */
function shown(thing: unknown): string {
  const whole = inspect(thing, {
    depth: 20,
    showHidden: true,
    maxStringLength: null,
    getters: true,
  });
  const error = thing as Partial<Error>;
  return [whole, JSON.stringify(thing), String(thing), error.stack, inspect(error.cause)].join(
    "\n",
  );
}

const echo: Behaviour = (response, { headers, path }) => {
  const { authorization = "" } = headers;
  const said = `${JSON.stringify(headers)} ${encodeURIComponent(authorization.slice(7))} ${path}`;
  answer(400, said, { "x-echo": authorization })(response, {} as never);
};

test.each([
  ["tells it to our face", echo],
  ["answers 500 with it", (response, seen) => answer(500, seen.headers)(response, seen)],
  [
    "redirects with it",
    (response, { headers }) => {
      answer(302, "", { location: `http://127.0.0.1/?${headers.authorization}` })(
        response,
        {} as never,
      );
    },
  ],
  ["cuts", cut],
  ["is silent", silence],
] satisfies [string, Behaviour][])(
  "where the other side %s, no error has the key",
  async (_, behaviour) => {
    const there = await startOtherSide(behaviour);
    const transport = transportOf({ timeoutMs: 200 });

    const failure = await failureOf(transport.send(ordering(there.url), patience));

    expect(there.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    for (const thing of [failure, transport, transport.status()]) {
      expect(shown(thing)).not.toContain(SECRET);
      expect(shown(thing)).not.toContain(encodeURIComponent(SECRET));
    }
  },
);

test("where no connection can be made, no error has the key", async () => {
  const deaf = await startPlainServer((socket) => socket.end("garbage\r\n"));
  const urls = [
    `http://127.0.0.1:${await freePort()}`,
    `https://127.0.0.1:${deaf}`,
    `http://127.0.0.1:${deaf}`,
  ];
  for (const url of urls) {
    const failure = await failureOf(transportOf().send(ordering(url), patience));
    expect(shown(failure)).not.toContain(SECRET);
  }
});

test("what the other side tells is shown without the key", async () => {
  const there = await startOtherSide(answer(400, `who is ${SECRET}?`));
  const failure = await failureOf(transportOf().send(ordering(there.url), patience));
  expect(failure).toMatchObject({ text: "who is ***?" });
});

test("a key that cannot be sent is not shown either", async () => {
  const bearer = `${SECRET}\r\nx-evil: 1`;
  const there = await startOtherSide();
  const failure = await failureOf(transportOf().send(ordering(there.url, { bearer }), patience));
  expect(shown(failure)).not.toContain(SECRET);
  expect(there.seen).toEqual([]);
});

test.each([
  ["https://wms.example", "https://wms.example/"],
  ["http://127.0.0.1:8090/api", "http://127.0.0.1:8090/api/"],
  ["https://wms.example/a/b/", "https://wms.example/a/b/"],
])("%s is an address", (text, href) => {
  expect(checkedBaseUrl(text).href).toBe(href);
});

test.each([
  "wms.example",
  "ftp://wms.example",
  "file:///etc/passwd",
  "",
  `https://user:${SECRET}@wms.example`,
  `https://wms.example/?key=${SECRET}`,
  `https://wms.example/#${SECRET}`,
])("%s is none, and is not repeated", (text) => {
  expect(() => checkedBaseUrl(text)).toThrow(TypeError);
  expect(() => checkedBaseUrl(text)).toThrow(/^a warehouse system's address must (?!.*s3cr3t)/);
});
