import { describe, expect, it } from "vitest";
import { extensionImage, extensionServerLines } from "./extension-server.ts";

describe("extensionImage", () => {
  it.each([
    [["postgis", "postgis_topology"], 17, "postgis/postgis:17-3.5"],
    [["postgis"], 18, "postgis/postgis:18-3.6"],
    [["vector"], 16, "pgvector/pgvector:pg16"],
    [["timescaledb"], 15, "timescale/timescaledb:latest-pg15"],
    [["citus"], 17, "citusdata/citus:13.0"],
    [["house_made"], 17, "<an image that has it>"],
  ])("of %j on %i is %s", (names, major, image) => {
    expect(extensionImage(names, major)).toEqual({ image, dockerfile: [] });
  });

  it("is built where no published one has them", () => {
    expect(extensionImage(["vector", "postgis"], 17).dockerfile).toEqual([
      "FROM postgis/postgis:17-3.5",
      "RUN apt-get update && apt-get install -y postgresql-17-pgvector",
    ]);
    expect(extensionImage(["pg_cron"], 16).dockerfile).toEqual([
      "FROM postgres:16",
      "RUN apt-get update && apt-get install -y postgresql-16-cron",
      'CMD ["postgres", "-c", "shared_preload_libraries=pg_cron"]',
    ]);
  });
});

describe("extensionServerLines", () => {
  it("are to be copied as they are", () => {
    expect(extensionServerLines(["vector"], 17)).toMatchInlineSnapshot(`
      "Here, with a server of the image pgvector/pgvector:pg17 or any other that has it:
          MIGRUN_SERVER=postgresql://postgres@localhost:5432/postgres migrun all
      GitHub Actions, in the job:
          services:
            postgres:
              image: pgvector/pgvector:pg17
              env: { POSTGRES_HOST_AUTH_METHOD: trust }
              ports: ["5432:5432"]
              options: --health-cmd "pg_isready -h localhost" --health-interval 2s --health-retries 30
          env: { MIGRUN_SERVER: "postgresql://postgres@localhost:5432/postgres" }
      GitLab CI, in the job:
          services: [{ name: "pgvector/pgvector:pg17", alias: postgres }]
          variables: { POSTGRES_HOST_AUTH_METHOD: trust, MIGRUN_SERVER: "postgresql://postgres@postgres:5432/postgres" }
      Docker Compose:
          services:
            postgres:
              image: pgvector/pgvector:pg17
              environment: { POSTGRES_HOST_AUTH_METHOD: trust }
              ports: ["127.0.0.1:5432:5432"]"
    `);
  });
});
