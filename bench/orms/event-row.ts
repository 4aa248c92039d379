import type { DaybookEvent } from '@daybook/core'
import type { EventEntity } from '@daybook/sql'

/** The event as a row of the events table's entity, as an app would make it for its ORM's own insert. */
export function rowOf({ actor, target, tenant, ...event }: DaybookEvent): EventEntity {
  return {
    ...event,
    recordedAt: new Date(),
    tenant: tenant ?? '',
    actorType: actor?.type ?? null,
    actorId: actor?.id ?? null,
    actorName: actor?.name ?? null,
    targetType: target?.type ?? null,
    targetId: target?.id ?? null,
    targetName: target?.name ?? null,
  }
}
