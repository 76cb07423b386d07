// Doors in a process of their own, for what a test process cannot tell about itself: that it lives on, and how much
// memory it takes. (Errors of Node's own modules also look different inside Jest.)
import { keyring, openDoors } from "./doubles.ts";

const doors = await openDoors({ access: keyring(true) });
let bytesMost = 0;
setInterval(() => {
  bytesMost = Math.max(bytesMost, process.memoryUsage().rss);
}, 5);
process.on("message", () => {
  process.send?.({ bytesMost });
  bytesMost = 0;
});
process.on("disconnect", () => process.exit());
process.send?.({ grpcPort: doors.server.grpcPort, httpPort: doors.server.httpPort });
