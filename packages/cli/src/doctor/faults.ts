/** Every fault that `doctor` knows, and what it means, for the reference page. */
export const faults = Object.freeze({
  DAYBOOK_NODE_VERSION: 'This Node is not one that Daybook is tested with.',
  DAYBOOK_MIXED_VERSIONS: 'Packages of Daybook in node_modules are of different versions.',
  DAYBOOK_TWO_COPIES:
    'A package of Daybook is installed twice, so that two halves of an app do not know each other.',
  DAYBOOK_NO_ADAPTER: 'An ORM is installed, and its package of Daybook is not.',
  DAYBOOK_DRIVER_BROKEN: 'A native driver of SQLite does not load: it was built for another Node.',
  DAYBOOK_ENCODING: 'The database cannot keep every text: it is not UTF-8.',
  DAYBOOK_TABLE_MISSING: 'The table of the events is not there.',
  DAYBOOK_OLD_SCHEMA: 'Columns are missing: the table is of an earlier version.',
  DAYBOOK_EXTRA_COLUMN:
    'A column that Daybook does not know refuses every event, because it must have a value.',
  DAYBOOK_COLUMN_TYPE: 'A column is of another type than the migration makes.',
  DAYBOOK_COLLATION:
    'Texts are compared by the rules of a language: filters, patterns and indexes then disagree.',
  DAYBOOK_INDEX_MISSING: 'An index is missing: some lists read the whole table.',
  DAYBOOK_INDEX_INVALID: 'An index is there and not used, because making it failed.',
  DAYBOOK_TABLE_ENGINE: 'The table is not transactional: events stay when the transaction is rolled back.',
  DAYBOOK_NOT_STRICT: 'The server cuts values that do not fit instead of refusing them.',
  DAYBOOK_ROW_SECURITY: 'Row security hides events, or refuses them.',
  DAYBOOK_CANNOT_READ: 'The role may not read the table.',
  DAYBOOK_CANNOT_WRITE: 'The role may not write to the table, or the database is read-only.',
  DAYBOOK_CLOCK_SKEW: 'The clocks of this machine and of the database differ.',
  DAYBOOK_FUTURE_EVENTS: 'There are events of the future: the clock of a writer is ahead.',
  DAYBOOK_FEED_TRIGGER:
    'The tables of the feed are there and nothing writes to them: relays miss every event.',
  DAYBOOK_FEED_BACKLOG: 'Many events wait for their place in the feed: no relay is running.',
  DAYBOOK_CORRUPT: 'The file of the database is damaged.',
  DAYBOOK_NO_WAL: 'Readers and writers of the SQLite file wait for each other.',
  DAYBOOK_VIEWER_OPEN: 'A viewer shows events to whoever asks.',
  DAYBOOK_VIEWER_UNREACHABLE: 'Nothing answers at the address of the viewer, or something else does.',
})

/** The name of a fault. */
export type FaultName = keyof typeof faults
