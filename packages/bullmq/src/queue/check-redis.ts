/** The member of a Redis client (ioredis, node-redis) that {@link checkRedis} uses. */
export interface RedisInfo {
  info(section: string): Promise<string>
}

/**
 * What in the configuration of a Redis server would lose events, in words for a log; empty when nothing would. For
 * the start of an app: Redis as it comes keeps its data in memory, and may throw jobs away when that is full.
 */
export async function checkRedis(client: RedisInfo): Promise<readonly string[]> {
  const [persistence, memory] = await Promise.all([client.info('persistence'), client.info('memory')])
  const problems: string[] = []
  if (field(persistence, 'aof_enabled') !== '1')
    problems.push(
      'appendonly is off: a restart of Redis loses the events accepted since the last snapshot. Set `appendonly yes`.',
    )
  const policy = field(memory, 'maxmemory_policy')
  if (policy !== 'noeviction')
    problems.push(
      `maxmemory-policy is \`${policy}\`: when memory is full Redis may throw jobs away. Set \`maxmemory-policy noeviction\`.`,
    )
  if (field(persistence, 'aof_enabled') === '1' && field(persistence, 'aof_last_write_status') !== 'ok')
    problems.push('Redis could not write its append-only file lately. Look at its log and its disk.')
  return problems
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}
