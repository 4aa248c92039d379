import { ConfigurationError } from '@daybook/core'
import type { SqlDialect } from '../dialect/sql-dialect.ts'

/** Where the events are. */
export interface EventTable {
  readonly name: string
  /** Undefined: the connection's default schema. */
  readonly schema?: string | undefined
}

/** The events table of a daybook that doesn't name one. */
export const defaultTableName = 'daybook_events'

const identifier = /^[a-z_][a-z0-9_]{0,39}$/

/**
 * A table by the names that an app's options give.
 *
 * @throws ConfigurationError `DAYBOOK_BAD_TABLE_NAME`: names go into statements, so only plain ones are taken.
 */
export function eventTable(options: { readonly table?: string; readonly schema?: string }): EventTable {
  const { table: name = defaultTableName, schema } = options
  for (const each of schema === undefined ? [name] : [name, schema])
    if (!identifier.test(each))
      throw new ConfigurationError({
        code: 'DAYBOOK_BAD_TABLE_NAME',
        message: `\`${each.slice(0, 80)}\` cannot be the name of a table or schema here.`,
        fix: 'Use up to 40 lower-case letters, digits and underscores.',
      })
  return { name, schema }
}

/** The table as a statement names it. */
export function tablePath({ quote }: Pick<SqlDialect, 'quote'>, { name, schema }: EventTable): string {
  return schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`
}
