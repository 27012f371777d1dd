/** One metric in the text format of Prometheus. */
export interface MetricFamily {
  /** In base units; a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter";
  /** None: the family is left out. */
  readonly samples: readonly MetricSample[];
}

/** One value of a metric. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The text format of Prometheus (version 0.0.4), as an endpoint answers and the textfile collector reads. */
export function prometheusText(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value }) => `${name}{${labelsText(labels)}} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function labelsText(labels: MetricSample["labels"]): string {
  return Object.entries(labels)
    .map(([key, text]) => `${key}="${escapeLabel(text)}"`)
    .join(",");
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** Reads back the samples of one metric whose only label is `name`, as `prometheusText` writes them; other lines are passed over. */
export function readNamedSamples(text: string, metric: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (!line.startsWith(`${metric}{`)) continue;
    const [, name, value] = /^\w+\{name="((?:[^"\\]|\\.)*)"\} (\S+)$/u.exec(line) ?? [];
    if (name === undefined || !Number.isFinite(Number(value))) continue;
    samples.set(unescapeLabel(name), Number(value));
  }
  return samples;
}

function unescapeLabel(text: string): string {
  return text.replaceAll(/\\(.)/gu, (_, sign: string) => (sign === "n" ? "\n" : sign));
}
