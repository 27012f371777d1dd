import { createServer } from "node:net";

/** A TCP port on 127.0.0.1 that was free a moment ago: whoever uses it must be ready to try another. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      if (address === null || typeof address === "string")
        return reject(new Error("Internal error: no port"));
      probe.close(() => resolve(address.port));
    });
  });
}
