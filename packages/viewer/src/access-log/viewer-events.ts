import type { EventDefinition } from '@daybook/core'

/**
 * What the viewer itself logs, for an app with a catalog of its own: `defineEvents({ ...viewerEvents, ... })`.
 * Without them in the catalog, such an app's viewer logs nothing and says so once.
 *
 * @example
 * ```ts
 * import { createDaybook, defineEvents } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { viewerEvents } from '@daybook/viewer'
 *
 * const events = defineEvents({ ...viewerEvents, 'invoice.paid': { target: 'Invoice' } })
 * const daybook = createDaybook({ store: createMemoryStore(), events })
 * ```
 */
export const viewerEvents: Readonly<Record<'daybook.viewed' | 'daybook.exported', EventDefinition>> =
  Object.freeze({
    'daybook.viewed': { description: 'Somebody looked at events in the viewer' },
    'daybook.exported': { description: 'Somebody downloaded events from the viewer' },
  })
