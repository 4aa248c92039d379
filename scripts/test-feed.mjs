// What the events table and its feed are emptied with, in order: a test that has ended leaves its database to the next.
export const emptyStatements = [
  'DELETE FROM daybook_events_dead_letters',
  "DELETE FROM daybook_events_cursors WHERE name <> ''",
  'UPDATE daybook_events_cursors SET position = 0',
  'DELETE FROM daybook_events_feed',
  'DELETE FROM daybook_events_pending',
  'DELETE FROM daybook_events',
]
