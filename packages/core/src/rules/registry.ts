import { MISTAKE_CODES } from "../doctor/mistake-codes.ts";
import { RUN_CODES } from "../findings/codes.ts";
import type { CodeInfo } from "../findings/codes.ts";
import { RULE_CODES } from "./rule-codes.ts";

/** Every code that a finding may have, with what is known of it: rules first, then run codes and the doctor's. */
export const CODE_REGISTRY: Readonly<Record<string, CodeInfo>> = {
  ...RULE_CODES,
  ...RUN_CODES,
  ...MISTAKE_CODES,
};
