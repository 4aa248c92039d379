import { createDaybook, type DaybookEvent } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { bindCallbacks } from '@daybook/web'
import { DataSource, EventSubscriber } from 'typeorm'
import { DataSource as DataSource03, EventSubscriber as EventSubscriber03 } from 'typeorm-0-3'
import { describe, expect, test } from 'vitest'
import { serverUrl } from '../../../scripts/test-servers.mjs'

const users = 200
const rounds = 5

/** Makes queries as many users at once, and counts what a subscriber logs in `afterQuery`. */
async function attributions(release: typeof DataSource, subscribe: typeof EventSubscriber, url: string) {
  const daybook = createDaybook({ store: createMemoryStore() })
  const tally = { events: 0, wrong: 0, lost: 0 }
  daybook.on('eventLogged', ({ actor, data }: DaybookEvent) => {
    tally.events++
    if (actor === null) tally.lost++
    else if (actor.id !== String((data as { readonly user: number }).user)) tally.wrong++
  })
  class Logging {
    async afterQuery({ parameters }: { readonly parameters?: readonly unknown[] }): Promise<void> {
      if (parameters?.[0] === 'by') await daybook.log('query.ran', { data: { user: Number(parameters[1]) } })
    }
  }
  subscribe()(Logging)
  const type = url.startsWith('mysql') ? 'mysql' : 'postgres'
  const dataSource = new release({ type, url, poolSize: 10, subscribers: [Logging] })
  await dataSource.initialize()
  const driver = dataSource.driver as unknown as { readonly pool?: object; readonly master?: object }
  bindCallbacks((driver.pool ?? driver.master) as object)
  const marked =
    type === 'mysql' ? 'SELECT ? AS kind, ? AS user_id' : 'SELECT $1::text AS kind, $2::int AS user_id'
  const asUser = (id: number) =>
    daybook.context.run({ actor: { type: 'User', id } }, async () => {
      for (let round = 0; round < rounds; round++) await dataSource.query(marked, ['by', id])
    })
  await Promise.all(Array.from({ length: users }, (_, index) => asUser(index + 1)))
  await dataSource.destroy()
  return tally
}

const releases = { '1': [DataSource, EventSubscriber], '0.3': [DataSource03, EventSubscriber03] } as const

describe.each(['mariadb', 'postgres'] as const)('%s', (engine) => {
  const url = serverUrl(engine)

  test.skipIf(!url).each(Object.entries(releases))(
    'I02: what a subscriber of TypeORM %s logs in afterQuery has the actor of its query',
    async (_, [release, subscribe]) => {
      const found = await attributions(
        release as typeof DataSource,
        subscribe as typeof EventSubscriber,
        url as string,
      )
      expect(found).toEqual({ events: users * rounds, wrong: 0, lost: 0 })
    },
  )
})
