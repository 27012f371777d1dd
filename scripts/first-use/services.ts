import type { Step } from "./python-texts.ts";

/** One service of the repository: its models, its history, and how its env.py comes to a URL. */
export interface Service {
  readonly name: string;
  /** `shared`: a section of the `alembic.ini` on top; `own`: an `alembic.ini` of its own. */
  readonly config: "shared" | "own";
  readonly settings:
    | {
        readonly kind: "pydantic";
        readonly name: string;
        readonly prefix: string;
        readonly fields: readonly string[];
      }
    | { readonly kind: "environ"; readonly imports: readonly string[]; readonly url: string }
    | { readonly kind: "ini" };
  readonly models: Readonly<Record<string, readonly string[]>>;
  readonly history: readonly Step[];
}

const ID = "id = sa.Column(sa.BigInteger, primary_key=True)";
const ID_COLUMN = 'sa.Column("id", sa.BigInteger(), primary_key=True),';

function createTable(table: string, columns: readonly string[]): Step {
  return {
    message: `Create ${table}`,
    upgrade: [
      "op.create_table(",
      `    "${table}",`,
      ...[ID_COLUMN, ...columns].map((one) => `    ${one}`),
      ")",
    ],
    downgrade: [`op.drop_table("${table}")`],
  };
}

function addColumn(table: string, column: string, type: string): Step {
  return {
    message: `Add ${column} to ${table}`,
    upgrade: [`op.add_column("${table}", sa.Column("${column}", ${type}))`],
    downgrade: [`op.drop_column("${table}", "${column}")`],
  };
}

/** A way down that says why there is none. */
function oneWay(step: Step, reason: string): Step {
  return { ...step, downgrade: [`raise NotImplementedError("${reason}")`] };
}

const accounts: Service = {
  name: "accounts",
  config: "shared",
  settings: {
    kind: "pydantic",
    name: "AccountsSettings",
    prefix: "ACCOUNTS_",
    fields: ["database_url", "secret_key"],
  },
  models: {
    users: [ID, "email = sa.Column(sa.Text, nullable=False)", "tenant = sa.Column(sa.Text)"],
    sessions: [ID, 'user_id = sa.Column(sa.BigInteger, sa.ForeignKey("users.id"))'],
  },
  history: [
    createTable("users", ['sa.Column("email", sa.Text(), nullable=False),']),
    createTable("sessions", ['sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("users.id")),']),
    {
      message: "Let reporting read",
      upgrade: ['op.execute("GRANT SELECT ON users, sessions TO reporting")'],
      downgrade: ['op.execute("REVOKE SELECT ON users, sessions FROM reporting")'],
    },
    addColumn("users", "tenant", "sa.Text()"),
    {
      message: "Show support its tenant only",
      upgrade: [
        'op.execute("ALTER TABLE users ENABLE ROW LEVEL SECURITY")',
        "op.execute(\"CREATE POLICY support_sees ON users FOR SELECT TO support USING (tenant = 'public')\")",
      ],
      downgrade: [
        'op.execute("DROP POLICY support_sees ON users")',
        'op.execute("ALTER TABLE users DISABLE ROW LEVEL SECURITY")',
      ],
    },
    {
      message: "Give sessions to their owner",
      upgrade: ['op.execute("ALTER TABLE sessions OWNER TO accounts_owner")'],
      downgrade: ['op.execute("ALTER TABLE sessions OWNER TO CURRENT_USER")'],
    },
  ],
};

const billing: Service = {
  name: "billing",
  config: "shared",
  settings: {
    kind: "pydantic",
    name: "BillingSettings",
    prefix: "BILLING_",
    fields: ["database_url", "stripe_key"],
  },
  models: {
    invoices: [
      ID,
      "number = sa.Column(sa.Text)",
      "total = sa.Column(sa.Numeric(12, 2))",
      "paid_at = sa.Column(sa.DateTime(timezone=True))",
    ],
    payments: [ID, "amount = sa.Column(sa.Numeric(12, 2))"],
  },
  history: [
    createTable("invoices", ['sa.Column("total", sa.Numeric(12, 2)),']),
    addColumn("invoices", "number", "sa.Text()"),
    oneWay(
      {
        message: "Number the invoices so far",
        upgrade: ["op.execute(\"UPDATE invoices SET number = 'R' || id WHERE number IS NULL\")"],
        downgrade: [],
      },
      "invoices keep their numbers",
    ),
    createTable("payments", ['sa.Column("amount", sa.Numeric(12, 2)),']),
    oneWay(
      {
        message: "Round payments to cents",
        upgrade: ['op.execute("UPDATE payments SET amount = round(amount, 2)")'],
        downgrade: [],
      },
      "the fractions are gone",
    ),
    oneWay(
      {
        message: "Remove payments of nothing",
        upgrade: ['op.execute("DELETE FROM payments WHERE amount = 0")'],
        downgrade: [],
      },
      "the rows are gone",
    ),
    addColumn("invoices", "paid_at", "sa.DateTime(timezone=True)"),
  ],
};

const catalog: Service = {
  name: "catalog",
  config: "shared",
  settings: {
    kind: "environ",
    imports: ["import os"],
    url: 'os.environ["CATALOG_DATABASE_URL"]',
  },
  models: { products: [ID, "title = sa.Column(sa.Text)"] },
  history: [
    createTable("products", ['sa.Column("title", sa.Text()),']),
    {
      message: "Grade products in the database",
      upgrade: ['op.execute("CREATE EXTENSION orchard_grades")'],
      downgrade: ['op.execute("DROP EXTENSION orchard_grades")'],
    },
  ],
};

const FIELDS = Array.from({ length: 40 }, (_, index) => `measure_${String(index + 1).padStart(2, "0")}`);

const stock: Service = {
  name: "stock",
  config: "shared",
  settings: {
    kind: "environ",
    imports: ["import os", 'API_TOKEN = os.environ["STOCK_API_TOKEN"]'],
    url: 'os.environ["STOCK_DATABASE_URL"]',
  },
  models: { levels: [ID, ...FIELDS.map((field) => `${field} = sa.Column(sa.Integer, index=True)`)] },
  history: [
    createTable(
      "levels",
      FIELDS.map((field) => `sa.Column("${field}", sa.Integer()),`),
    ),
    ...FIELDS.map((field): Step => ({
      message: `Index levels by ${field}`,
      upgrade: [`op.create_index("ix_levels_${field}", "levels", ["${field}"])`],
      downgrade: [`op.drop_index("ix_levels_${field}", table_name="levels")`],
    })),
  ],
};

const reviews: Service = {
  name: "reviews",
  config: "own",
  settings: { kind: "ini" },
  models: {
    reviews: [
      ID,
      "stars = sa.Column(sa.Integer)",
      "body = sa.Column(sa.Text)",
      "helpful = sa.Column(sa.Integer)",
    ],
  },
  // The models have `helpful`; nobody ever wrote its revision.
  history: [
    createTable("reviews", ['sa.Column("stars", sa.Integer()),']),
    addColumn("reviews", "body", "sa.Text()"),
  ],
};

const shipping: Service = {
  name: "shipping",
  config: "own",
  settings: { kind: "ini" },
  models: { parcels: [ID, "code = sa.Column(sa.Text)"] },
  history: [createTable("parcels", []), addColumn("parcels", "code", "sa.Text()")],
};

/** The six services, with what a repository that has grown for years has in it. */
export const SERVICES: readonly Service[] = [accounts, billing, catalog, reviews, shipping, stock];

/** The one sin that is committed after the past was accepted: the enum type stays behind on the way down. */
export const NEW_STEP: Step = {
  message: "Tell the state of parcels",
  upgrade: [
    'state = sa.Enum("packed", "sent", "arrived", name="parcel_state")',
    "state.create(op.get_bind(), checkfirst=False)",
    'op.add_column("parcels", sa.Column("state", state))',
  ],
  downgrade: ['op.drop_column("parcels", "state")'],
};

/** The model of `parcels` that goes with it. */
export const NEW_MODELS: Service["models"] = {
  parcels: [
    ID,
    "code = sa.Column(sa.Text)",
    'state = sa.Column(sa.Enum("packed", "sent", "arrived", name="parcel_state"))',
  ],
};
