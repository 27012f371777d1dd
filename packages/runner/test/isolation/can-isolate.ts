import { createPrivateNetwork } from "../../src/network/private-network.ts";
import { testPython } from "../python.ts";

const made = await createPrivateNetwork(testPython, new AbortController().signal);
if (made.ok) made.value[Symbol.dispose]();

/** Why the kernel gives these tests no network of their own; null: it does. */
export const noNetwork: string | null = made.ok ? null : made.error.reason;

/** A title that says why its tests are skipped, where they are. */
export function titleOf(title: string): string {
  return noNetwork === null ? title : `${title} (SKIPPED: ${noNetwork})`;
}
