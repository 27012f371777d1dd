import { expect, test } from "vitest";
import { chooseIdentity } from "./server-identity.ts";

const PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
alice:x:1000:1001:Alice:/home/alice:/bin/bash
wheel:x:1002:0::/:/bin/sh
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
`;

test.each([
  ["the owner of the working directory", 1000, PASSWD, { uid: 1000, gid: 1001 }],
  ["nobody, where root owns it", 0, PASSWD, { uid: 65_534, gid: 65_533 }],
  ["nobody, where the owner has no name", 4321, PASSWD, { uid: 65_534, gid: 65_533 }],
  ["nobody, where the owner is of root's group", 1002, PASSWD, { uid: 65_534, gid: 65_533 }],
  [
    "nobody of macOS",
    501,
    "nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false",
    { uid: 4_294_967_294, gid: 4_294_967_294 },
  ],
  ["another user, where there is no nobody", 0, "root:x:0:0::/:\ndaemon:x:1:1::/:\n", { uid: 1, gid: 1 }],
  ["the usual nobody, where no user is known", 0, "", { uid: 65_534, gid: 65_534 }],
])("root runs Postgres as %s", (_who, wanted, passwd, identity) => {
  expect(chooseIdentity(wanted, passwd)).toEqual(identity);
});
