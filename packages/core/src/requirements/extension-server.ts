/** Where an extension comes from, outside of Postgres' own package. */
interface ExtensionSource {
  /** A published image that has it, for one major of Postgres; null: none is known for that major. */
  readonly image: (major: number) => string | null;
  /** The name after `postgresql-<major>-` of the Debian package at apt.postgresql.org. */
  readonly debian: string | null;
  /** Has to be in shared_preload_libraries. */
  readonly preload?: boolean;
}

const POSTGIS: ExtensionSource = {
  // 3.5 knows Postgres up to 17.
  image: (major) => `postgis/postgis:${major}-${major >= 18 ? "3.6" : "3.5"}`,
  debian: "postgis-3",
};
const TIMESCALE_HA: ExtensionSource = {
  image: (major) => `timescale/timescaledb-ha:pg${major}`,
  debian: null,
};
const packaged = (debian: string, preload = false): ExtensionSource => ({
  image: () => null,
  debian,
  preload,
});

/** By extension. What is not here may come from anywhere. */
const SOURCES: ReadonlyMap<string, ExtensionSource> = new Map([
  ...["postgis", "postgis_raster", "postgis_topology", "postgis_sfcgal", "postgis_tiger_geocoder"].map(
    (name) => [name, POSTGIS] as const,
  ),
  ["address_standardizer", POSTGIS],
  ["address_standardizer_data_us", POSTGIS],
  ["vector", { image: (major) => `pgvector/pgvector:pg${major}`, debian: "pgvector" }],
  ["timescaledb", { image: (major) => `timescale/timescaledb:latest-pg${major}`, debian: null }],
  ["timescaledb_toolkit", TIMESCALE_HA],
  ["vectorscale", TIMESCALE_HA],
  [
    "citus",
    {
      image: (major) => ({ 16: "citusdata/citus:12.1", 17: "citusdata/citus:13.0" })[major] ?? null,
      debian: null,
    },
  ],
  ["pg_search", { image: (major) => `paradedb/paradedb:latest-pg${major}`, debian: null }],
  ["pg_cron", packaged("cron", true)],
  ["pgaudit", packaged("pgaudit", true)],
  ["pg_partman", packaged("partman")],
  ["pg_repack", packaged("repack")],
  ["pgrouting", packaged("pgrouting")],
  ["pgtap", packaged("pgtap")],
  ["hypopg", packaged("hypopg")],
  ["ip4r", packaged("ip4r")],
  ["hll", packaged("hll")],
  ["rum", packaged("rum")],
  ["age", packaged("age")],
  ["h3", packaged("h3")],
  ["semver", packaged("semver")],
]);

/** The image for a server that has some extensions. */
export interface ExtensionImage {
  /** What to write where an image is named. */
  readonly image: string;
  /** Lines of the Dockerfile that makes it; empty where it is published. */
  readonly dockerfile: readonly string[];
}

/** A published image that has all of them, else one to be built; where nobody can tell, a placeholder says so. */
export function extensionImage(names: readonly string[], major: number): ExtensionImage {
  const sources = names.map((name) => SOURCES.get(name) ?? null);
  const images = [...new Set(sources.map((source) => source?.image(major) ?? null))];
  const [only] = images;
  if (images.length === 1 && typeof only === "string") return { image: only, dockerfile: [] };
  const packages = sources.map((source) => source?.debian ?? null);
  if (packages.includes(null)) return { image: "<an image that has it>", dockerfile: [] };
  const base =
    images.find((image) => image?.startsWith("postgis/")) ?? images.find((image) => image !== null);
  const missing = names.filter((name) => base == null || SOURCES.get(name)?.image(major) !== base);
  const install = [
    ...new Set(missing.map((name) => `postgresql-${major}-${SOURCES.get(name)?.debian}`)),
  ].join(" ");
  const preload = names.filter((name) => SOURCES.get(name)?.preload === true);
  return {
    image: "<the image built from it>",
    dockerfile: [
      `FROM ${base ?? `postgres:${major}`}`,
      `RUN apt-get update && apt-get install -y ${install}`,
      ...(preload.length > 0
        ? [`CMD ["postgres", "-c", "shared_preload_libraries=${preload.join(",")}"]`]
        : []),
    ],
  };
}

/**
 * How to give migrun a server that has some extensions: what to add to the workflow of GitHub, to GitLab's, and
 * on a machine with Docker. No password is in it: the server is nobody else's and gone after the job.
 */
export function extensionServerLines(names: readonly string[], major: number): string {
  const { image, dockerfile } = extensionImage(names, major);
  const url = (host: string): string => `postgresql://postgres@${host}:5432/postgres`;
  const server = image.startsWith("<")
    ? "such a server"
    : `a server of the image ${image} or any other that has it`;
  return [
    `Here, with ${server}:`,
    `    MIGRUN_SERVER=${url("localhost")} migrun all`,
    ...(dockerfile.length > 0
      ? ["Dockerfile, to build and push once:", ...dockerfile.map((line) => `    ${line}`)]
      : []),
    "GitHub Actions, in the job:",
    "    services:",
    "      postgres:",
    `        image: ${image}`,
    "        env: { POSTGRES_HOST_AUTH_METHOD: trust }",
    '        ports: ["5432:5432"]',
    '        options: --health-cmd "pg_isready -h localhost" --health-interval 2s --health-retries 30',
    `    env: { MIGRUN_SERVER: "${url("localhost")}" }`,
    "GitLab CI, in the job:",
    `    services: [{ name: "${image}", alias: postgres }]`,
    `    variables: { POSTGRES_HOST_AUTH_METHOD: trust, MIGRUN_SERVER: "${url("postgres")}" }`,
    "Docker Compose:",
    "    services:",
    "      postgres:",
    `        image: ${image}`,
    "        environment: { POSTGRES_HOST_AUTH_METHOD: trust }",
    '        ports: ["127.0.0.1:5432:5432"]',
  ].join("\n");
}
