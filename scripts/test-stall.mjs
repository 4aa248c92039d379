// What keeps every statement on the events table waiting in a database, and tells how many wait there.

const holding = {
  postgres: 'BEGIN; LOCK TABLE daybook_events IN ACCESS EXCLUSIVE MODE',
  mariadb: 'LOCK TABLES daybook_events WRITE',
}

const waitingOn = {
  postgres: `SELECT count(*) AS found FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  mariadb: `SELECT count(*) AS found FROM information_schema.processlist
    WHERE db = DATABASE() AND state = 'Waiting for table metadata lock'`,
}

/** Holds the table of the database at `url` until `end()`. */
export async function stallEvents(engine, url) {
  // Inside a transaction PostgreSQL tells of others what it told the first time.
  const [holder, watcher] = await Promise.all([connect[engine](url), connect[engine](url)])
  await holder.query(holding[engine])
  return {
    waiting: async () => Number((await watcher.query(waitingOn[engine]))[0].found),
    async end() {
      await Promise.all([holder.close(), watcher.close()])
    },
  }
}

const connect = {
  async postgres(url) {
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return { query: async (sql) => (await client.query(sql)).rows, close: () => client.end() }
  },
  async mariadb(url) {
    const { createConnection } = await import('mysql2/promise')
    const connection = await createConnection(url)
    return { query: async (sql) => (await connection.query(sql))[0], close: () => connection.end() }
  },
}
