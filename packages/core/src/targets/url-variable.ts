/** Words that speak of a database. */
const DATABASE_WORD =
  /^(?:DATABASE|DATABASES|DB|SQLALCHEMY|SQLA|POSTGRES|POSTGRESQL|PG|PSQL|MYSQL|MARIADB|SQLITE|ALEMBIC)\d*$/u;
/** Words that speak of an address. */
const URL_WORD = /^(?:URL|URI|DSN|CONN|CONNECTION|CONNSTR)\d*$/u;
/** Services whose address is no database that Alembic migrates, and parts of an application that have addresses. */
const OTHER_SERVICE =
  /^(?:REDIS|SENTRY|CELERY|BROKER|AMQP|RABBIT|RABBITMQ|KAFKA|ELASTIC|ELASTICSEARCH|OPENSEARCH|MONGO|MONGODB|S3|AWS|API|BASE|HTTP|WEBHOOK|FRONTEND|CALLBACK|AUTH|OAUTH|PROXY|CACHE|SMTP|LOG|OTEL|VAULT|RESULT|PUBLIC|SERVICE|SERVER|SITE|APP)$/u;
/** Ends of names that hold one part of a connection, or a setting of it. */
const PART =
  /^(?:HOST|HOSTNAME|ADDR|ADDRESS|PORT|USER|USERNAME|LOGIN|PASSWORD|PASS|PASSWD|PWD|NAME|SCHEMA|SCHEMAS|SSL|SSLMODE|POOL|SIZE|OVERFLOW|RECYCLE|TIMEOUT|ECHO|DRIVER|DIALECT|ENGINE|TYPE|PREFIX|SUFFIX|SECRET|KEY|TOKEN|REGION|ROLE|OWNER|PARAMS|OPTIONS|ARGS|ENV|VERSION|RETRIES|CERT|CA|FILE|PATH|TABLE|TZ|TIMEZONE|ENABLED|DEBUG|CONFIG|MODE|ID)$/u;

/** Is this what a variable that holds a database URL is called? `DATABASE_URL`, `USERS_DB_DSN`, `DB`; not `DB_HOST`, `REDIS_URL`. */
export function isUrlVariable(name: string): boolean {
  const words = name.toUpperCase().split("_").filter(Boolean);
  const last = words.at(-1);
  if (last === undefined || PART.test(last)) return false;
  // `POSTGRES_DB`, `MYSQL_DATABASE`: the name of a database.
  if (words.length > 1 && words.every((word) => DATABASE_WORD.test(word))) return false;
  if (words.some((word) => DATABASE_WORD.test(word))) return true;
  // `DATABASEURL`, `DBURL`: no underscore between the words.
  if (/(?:DATABASE|DB|POSTGRES|PG)(?:URL|URI|DSN)$/u.test(last)) return true;
  return words.some((word) => URL_WORD.test(word)) && !words.some((word) => OTHER_SERVICE.test(word));
}

/** The same for the field of a settings class, of which there are many more: an address must be spoken of. */
export function isUrlField(name: string): boolean {
  const words = name.toUpperCase().split("_");
  return isUrlVariable(name) && words.some((word) => URL_WORD.test(word) || /(?:URL|URI|DSN)$/u.test(word));
}
