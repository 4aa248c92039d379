import type { SqlDialect } from '../dialect/sql-dialect.ts'
import { type EventTable, tablePath } from '../table/event-table.ts'

/** The side tables of the feed of one events table, as statements name them. */
export interface FeedTables {
  readonly pending: string
  readonly feed: string
  readonly cursors: string
  readonly letters: string
}

/** Derived from the name of the events table, so that every book has its own. */
export function feedTables(dialect: SqlDialect, { name, schema }: EventTable): FeedTables {
  const path = (suffix: string) => tablePath(dialect, { name: `${name}_${suffix}`, schema })
  return {
    pending: path('pending'),
    feed: path('feed'),
    cursors: path('cursors'),
    letters: path('dead_letters'),
  }
}

/** The cursor whose position is the last one given away. No consumer can have this name. */
export const sequencerName = ''

interface FeedTypes {
  readonly id: string
  readonly position: string
  readonly name: string
  readonly owner: string
  readonly reason: string
}

const types: Readonly<Record<SqlDialect['name'], FeedTypes>> = {
  postgres: { id: 'uuid', position: 'bigint', name: 'text COLLATE "C"', owner: 'text', reason: 'text' },
  mariadb: {
    id: 'binary(16)',
    position: 'bigint',
    name: 'varchar(128)',
    owner: 'varchar(64)',
    reason: 'mediumtext',
  },
  sqlite: { id: 'text', position: 'integer', name: 'text', owner: 'text', reason: 'text' },
}

/**
 * The statements that create the feed's tables and the trigger that notes each stored event down in the transaction
 * that stores it, to be run in order, once, after the events table is there. Events that were stored before are not
 * in the feed.
 */
export function createFeedStatements(dialect: SqlDialect, table: EventTable): readonly string[] {
  const type = types[dialect.name]
  const { pending, feed, cursors, letters } = feedTables(dialect, table)
  const create = (path: string, columns: string) => `CREATE TABLE ${path} (${columns})${dialect.tableOptions}`
  return [
    create(pending, `id ${type.id} NOT NULL PRIMARY KEY`),
    create(feed, `position ${type.position} NOT NULL PRIMARY KEY, event_id ${type.id} NOT NULL`),
    create(
      cursors,
      `name ${type.name} NOT NULL PRIMARY KEY, position ${type.position} NOT NULL, ` +
        `owner ${type.owner}, leased_until ${type.position}`,
    ),
    create(
      letters,
      `consumer ${type.name} NOT NULL, position ${type.position} NOT NULL, event_id ${type.id} NOT NULL, ` +
        `reason ${type.reason} NOT NULL, PRIMARY KEY (consumer, position)`,
    ),
    `INSERT INTO ${cursors} (name, position) VALUES ('${sequencerName}', 0)`,
    ...createTrigger(dialect, table, pending),
  ]
}

/** The statements that remove what {@link createFeedStatements} makes. */
export function dropFeedStatements(dialect: SqlDialect, table: EventTable): readonly string[] {
  const { pending, feed, cursors, letters } = feedTables(dialect, table)
  return [
    ...dropTrigger(dialect, table),
    ...[letters, cursors, feed, pending].map((path) => `DROP TABLE ${path}`),
  ]
}

function triggerPath(dialect: SqlDialect, { name, schema }: EventTable): string {
  return tablePath(dialect, { name: `${name}_feed_trigger`, schema })
}

// An event that was deleted and stored again, before it was given a place, is noted down already.
function createTrigger(dialect: SqlDialect, table: EventTable, pending: string): readonly string[] {
  const events = tablePath(dialect, table)
  if (dialect.name !== 'postgres')
    return [
      `CREATE TRIGGER ${triggerPath(dialect, table)} AFTER INSERT ON ${events} FOR EACH ROW ` +
        (dialect.name === 'sqlite'
          ? `BEGIN INSERT OR IGNORE INTO ${pending} (id) VALUES (NEW.id); END`
          : `INSERT IGNORE INTO ${pending} (id) VALUES (NEW.id)`),
    ]
  return [
    // Runs with its owner's rights: who appends needs none on the side tables.
    `CREATE FUNCTION ${triggerPath(dialect, table)}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ` +
      `SET search_path FROM CURRENT AS ` +
      `$body$ BEGIN INSERT INTO ${pending} (id) SELECT id FROM added ON CONFLICT DO NOTHING; RETURN NULL; END $body$`,
    `CREATE TRIGGER ${dialect.quote(`${table.name}_feed_trigger`)} AFTER INSERT ON ${events} ` +
      `REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ${triggerPath(dialect, table)}()`,
  ]
}

function dropTrigger(dialect: SqlDialect, table: EventTable): readonly string[] {
  if (dialect.name !== 'postgres') return [`DROP TRIGGER ${triggerPath(dialect, table)}`]
  return [
    `DROP TRIGGER ${dialect.quote(`${table.name}_feed_trigger`)} ON ${tablePath(dialect, table)}`,
    `DROP FUNCTION ${triggerPath(dialect, table)}()`,
  ]
}
