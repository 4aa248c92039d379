// What a database says of one table, as a plain object: two ways to make a table can then be compared.
//
// Nothing of it depends on how the statement was written: quotes, case, the place of a CHECK.

const plain = (sql) =>
  sql === null || sql === undefined
    ? null
    : sql.replaceAll(/["`]/g, '').replaceAll(/\s+/g, ' ').replaceAll('!=', '<>').trim()

const byName = (rows) => [...rows].sort((a, b) => (a.name < b.name ? -1 : 1))

const indexesOf = (rows) => {
  const indexes = new Map()
  for (const { name, column, ...rest } of rows) {
    const index = indexes.get(name) ?? { name, ...rest, columns: [] }
    index.columns.push(column)
    indexes.set(name, index)
  }
  return byName([...indexes.values()])
}

const describe = {
  async sqlite(run, table) {
    const columns = await run(`PRAGMA table_info('${table}')`)
    const indexes = await run(
      `SELECT l.name, l."unique" AS is_unique, i.name AS "column", m.sql
       FROM pragma_index_list('${table}') l
       JOIN pragma_index_info(l.name) i
       LEFT JOIN sqlite_master m ON m.type = 'index' AND m.name = l.name
       WHERE l.origin = 'c' ORDER BY l.name, i.seqno`,
    )
    const [{ sql }] = await run(`SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '${table}'`)
    return {
      columns: columns.map(({ name, type, notnull, dflt_value, pk }) => ({
        name,
        type: type.toLowerCase(),
        nullable: !notnull,
        default: dflt_value,
        primary: pk > 0,
      })),
      indexes: indexesOf(
        indexes.map(({ name, is_unique, column, sql }) => ({
          name,
          column,
          unique: Boolean(is_unique),
          where: plain(/ WHERE (.*)$/is.exec(sql)?.[1]),
        })),
      ),
      checks: [...plain(sql).matchAll(/CHECK ?\(([^()]*\([^()]*\))\)/gi)].map(([, check]) => check).sort(),
    }
  },

  async postgres(run, table) {
    const columns = await run(
      `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
              c.collname AS collation, pg_get_expr(d.adbin, d.adrelid) AS "default"
       FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attrelid = '${table}'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    )
    const indexes = await run(
      `SELECT i.relname AS name, x.indisunique AS "unique", x.indisprimary AS primary,
              pg_get_expr(x.indpred, x.indrelid) AS "where", pg_get_indexdef(x.indexrelid, k.n, true) AS "column"
       FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
       CROSS JOIN LATERAL generate_series(1, x.indnatts) AS k (n)
       WHERE x.indrelid = '${table}'::regclass ORDER BY i.relname, k.n`,
    )
    const checks = await run(
      `SELECT pg_get_constraintdef(oid) AS "check" FROM pg_constraint
       WHERE conrelid = '${table}'::regclass AND contype = 'c' ORDER BY 1`,
    )
    return {
      columns: columns.map(({ required, ...column }) => ({ ...column, nullable: !required })),
      indexes: indexesOf(indexes),
      checks: checks.map(({ check }) => check),
    }
  },

  async mariadb(run, table) {
    const columns = await run(
      `SELECT column_name AS name, column_type AS type, is_nullable AS nullable, character_set_name AS charset,
              collation_name AS collation, column_default AS "default", column_key = 'PRI' AS "primary"
       FROM information_schema.columns WHERE table_schema = database() AND table_name = '${table}'
       ORDER BY ordinal_position`.replaceAll('"', '`'),
    )
    const indexes = await run(
      `SELECT index_name AS name, non_unique = 0 AS "unique", column_name AS "column"
       FROM information_schema.statistics WHERE table_schema = database() AND table_name = '${table}'
       ORDER BY index_name, seq_in_index`.replaceAll('"', '`'),
    )
    const checks = await run(
      `SELECT check_clause AS "check" FROM information_schema.check_constraints
       WHERE constraint_schema = database() AND table_name = '${table}' ORDER BY 1`.replaceAll('"', '`'),
    )
    const [options] = await run(
      `SELECT engine, table_collation AS collation FROM information_schema.tables
       WHERE table_schema = database() AND table_name = '${table}'`,
    )
    return {
      columns: columns.map((column) => ({ ...column })),
      indexes: indexesOf(indexes),
      checks: checks.map(({ check }) => plain(check)),
      options: { ...options },
    }
  },
}

export const describeTable = (run, dialect, table) => describe[dialect](run, table)
