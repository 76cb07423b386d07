import { openDoors, keyring } from "./doubles.ts";
process.on("uncaughtException", (e) => { console.error("UNCAUGHT", e); process.exit(9); });
const doors = await openDoors({ access: keyring(process.env.OPEN === "1"), grpc: { host: "127.0.0.1", port: 50071 }, http: { host: "127.0.0.1", port: 8071 }, log: (l) => console.log(JSON.stringify({ ...l, error: l.error && String((l.error as Error).stack) })) });
console.log("ready", doors.grpcUrl, doors.httpUrl);
doors.books.availability = async (keys: any) => keys.map((k: any) => ({ ...k, asOf: Date.now(), availability: { onHand: 0n, unallocatable: 0n, held: 0n, committed: 0n, inTransit: 0n, available: 0n, shortfall: 0n } }));
setInterval(() => console.log("mem", Math.round(process.memoryUsage().rss / 1e6)), 5000).unref();
process.on("SIGTERM", () => { doors.server.drain(5000).then(() => { console.log("drained"); process.exit(0); }); });
