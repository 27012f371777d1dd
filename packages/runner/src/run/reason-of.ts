import type { MigrunError } from "@migrun/core";

/** A stopping error as the reason of one target: it does not stop the others. */
export function reasonOf(error: MigrunError): string {
  return [error.message, ...error.details, error.hint ?? ""].filter((part) => part !== "").join("\n");
}
