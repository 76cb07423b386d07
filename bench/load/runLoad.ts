import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import type { LoadMessage, LoadOrder, LoadReport } from "./order.ts";

const PROGRAM = path.join(import.meta.dirname, "process.ts");

/** Has a process of its own carry out an order. @param onBorder called when the measured time begins and when it ends */
export async function runLoad(
  order: LoadOrder,
  onBorder: (kind: "measuring" | "measured") => void = () => undefined,
): Promise<LoadReport> {
  const child = fork(PROGRAM);
  const ended = once(child, "exit");
  let report: LoadReport | undefined;
  child.on("message", (message: LoadMessage) => {
    if (message.kind === "report") ({ report } = message);
    else onBorder(message.kind);
  });
  child.send(order);
  const [code] = (await ended) as [number | null];
  if (report === undefined) throw new Error(`the load process ended early, with ${code}`);
  return report;
}
