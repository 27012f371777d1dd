import { expect, it } from "vitest";
import { childEnvironment } from "./child-environment.ts";

it("withholds libpq variables and every database URL but the target's own", () => {
  const { env, withheld } = childEnvironment({
    inherited: {
      PATH: "/bin",
      PGHOST: "prod",
      PGPASSWORD: "x",
      PGSERVICEFILE: "/etc/pg",
      OTHER_URL: "postgresql://u:p@prod/other",
      USERS_URL: "postgresql://u:p@prod/users",
      REDIS_URL: "redis://cache/0",
      GONE: undefined,
    },
    configured: { SECRET_KEY: "test", REPLICA: "mysql://prod/x" },
    urls: { USERS_URL: "postgresql://postgres:y@127.0.0.1:6000/users" },
  });
  expect(env).toEqual({
    PATH: "/bin",
    REDIS_URL: "redis://cache/0",
    SECRET_KEY: "test",
    USERS_URL: "postgresql://postgres:y@127.0.0.1:6000/users",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONHASHSEED: "0",
  });
  expect(withheld).toEqual(["OTHER_URL", "PGHOST", "PGPASSWORD", "PGSERVICEFILE", "REPLICA", "USERS_URL"]);
});
