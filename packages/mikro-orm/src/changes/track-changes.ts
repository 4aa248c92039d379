import { type ChangeLog, createChangeRecorder, type TrackOptions } from '@daybook/core/changes'
import type { LiveMikroOrm, MikroOrmTransaction } from '../store/live-mikro-orm.ts'
import type { Capture } from './capture.ts'
import { driverWrites } from './driver-writes.ts'
import { createFlushSubscriber } from './flush-subscriber.ts'
import { createLinks } from './links.ts'
import { driverOf } from './live-driver.ts'
import { pivotWrites } from './pivot-writes.ts'
import { createRowReader } from './row-values.ts'
import { createTrackedEntities, type MikroOrmEntity } from './tracked-entities.ts'
import { wrapMethods } from './wrapped-methods.ts'

/**
 * Logs what is written to the tracked entities, in the transaction of the write: what a `flush()` creates, updates
 * and removes, links of many-to-many relations, and with `wrap` also `em.insert()`, `insertMany()`, `nativeUpdate()`,
 * `nativeDelete()`, `upsert()`, `upsertMany()`, `clone()` and query builders, of every manager and fork.
 *
 * Entities are never loaded, changed or flushed for it. Where no transaction is open, a write that is no flush gets
 * one. Each call tracks on its own; a class that inherits from a tracked one is tracked with it.
 *
 * @returns What stops it and takes off what was put around the driver; twice is harmless. What was seen in
 * transactions that are open is still logged.
 * @throws ConfigurationError `DAYBOOK_UNKNOWN_ENTITY` for an entity that the ORM does not have.
 */
export function trackChanges(
  daybook: ChangeLog<MikroOrmTransaction>,
  orm: LiveMikroOrm,
  { entities: named, wrap = true, ...options }: TrackOptions<MikroOrmEntity>,
): () => void {
  const driver = driverOf(orm)
  const entities = createTrackedEntities(orm, named)
  const recorder = createChangeRecorder(daybook, { ...options, entities: entities.recorded })
  const capture: Capture = { orm, driver, entities, recorder, reader: createRowReader(driver.getPlatform()) }
  const flushed = new WeakSet<object>()
  let active = true
  const isActive = () => active

  const events = orm.em.getEventManager()
  const subscriber = createFlushSubscriber({ capture, flushed, isActive })
  events.registerSubscriber(subscriber)
  const links = createLinks(capture)
  const unwrap = wrap
    ? [
        wrapMethods(driver, pivotWrites(capture, links)),
        wrapMethods(driver, driverWrites({ capture, links, flushed, isActive })),
      ]
    : []
  return () => {
    // From what transactions copy. MikroORM gives no way to take it from the manager itself, where it does nothing.
    events.getSubscribers().delete(subscriber)
    active = false
    for (const each of unwrap) each()
  }
}
