import { type DaybookEvent, type EventFeed, isDaybookError } from '@daybook/core'
import { tablePath } from '@daybook/sql'
import type { OpenLog } from '../connection/connection.ts'

/** What was committed since the last call, each event once; empty where nothing was. */
export type FollowedEvents = () => Promise<readonly DaybookEvent[]>

const atOnce = 500

/**
 * Follows the feed from its end. Leaves no place of its own there, so that nothing is kept for it; events are given
 * their positions here too, because no relay may be running.
 */
export async function followFeed({ connection, table }: OpenLog, feed: EventFeed): Promise<FollowedEvents> {
  let maySequence = true
  const sequence = async (): Promise<boolean> => {
    if (!maySequence) return false
    try {
      return (await feed.sequence(1_000)) > 0
    } catch (error) {
      // A role that may only read: a relay gives the positions.
      if (!isDaybookError(error) || error.code !== 'DAYBOOK_FORBIDDEN') throw error
      maySequence = false
      return false
    }
  }
  // Fails at once where there is no feed.
  await feed.read(0, 1)
  while (await sequence());
  const cursors = tablePath(connection.dialect, { name: `${table.name}_cursors`, schema: table.schema })
  const [row] = await connection.run({
    sql: `SELECT position FROM ${cursors} WHERE name = ''`,
    parameters: [],
  })
  let position = Number(row?.position ?? 0)
  return async () => {
    await sequence()
    const entries = await feed.read(position, atOnce)
    position = entries.at(-1)?.position ?? position
    return entries.map(({ event }) => event).filter((event) => event !== undefined)
  }
}
