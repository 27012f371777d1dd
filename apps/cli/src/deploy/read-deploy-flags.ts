/** The values of the options of `deploy-options.ts`; null, false or empty where one was not given. */
export interface DeployFlags {
  readonly all: boolean;
  readonly to: string | null;
  readonly step: boolean;
  readonly allowDowngrade: boolean;
  readonly expectHost: readonly string[];
  /** Seconds, as the next two. */
  readonly lockTimeout: number | null;
  readonly retryFor: number | null;
  readonly grace: number | null;
  readonly pid: number | null;
  readonly metricsFile: string | null;
}

/** Reads what the parser found. */
export function readDeployFlags(values: Readonly<Record<string, unknown>>): DeployFlags {
  const number = (key: string): number | null => (typeof values[key] === "number" ? values[key] : null);
  const text = (key: string): string | null => (typeof values[key] === "string" ? values[key] : null);
  const hosts = values["expectHost"];
  return {
    all: values["all"] === true,
    to: text("to"),
    step: values["step"] === true,
    allowDowngrade: values["allowDowngrade"] === true,
    expectHost: Array.isArray(hosts) ? hosts.filter((one) => typeof one === "string") : [],
    lockTimeout: number("lockTimeout"),
    retryFor: number("retryFor"),
    grace: number("grace"),
    pid: number("pid"),
    metricsFile: text("metricsFile"),
  };
}
