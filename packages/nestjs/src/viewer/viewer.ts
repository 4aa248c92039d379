import { viewer as expressViewer, type ViewerOptions as PageOptions } from '@daybook/express/viewer'
import type { ViewableDaybook } from '@daybook/viewer'
import type { ViewerMount } from '../module/daybook-module-options.ts'

/** Where the viewer is, who may look, and how the page names itself. */
export interface ViewerOptions extends PageOptions {
  /** The path below which it answers, such as `/admin/events`. A global prefix of the app does not change it. */
  readonly path: string
  /** Another log than that of the module: the records of requests, for one. */
  readonly daybook?: ViewableDaybook | undefined
}

/**
 * The viewer, for the option `viewer` of `DaybookModule`. The middleware of the app runs before it, no guard does:
 * `authorize` alone decides who may look.
 *
 * @example
 * ```ts
 * import { createDaybook } from '@daybook/core'
 * import { createMemoryStore } from '@daybook/core/memory'
 * import { DaybookModule } from '@daybook/nestjs'
 * import { viewer } from '@daybook/nestjs/viewer'
 * import type { Request } from 'express'
 *
 * declare function isAdmin(req: Request): Promise<boolean>
 *
 * DaybookModule.forRoot({
 *   daybook: createDaybook({ store: createMemoryStore() }),
 *   viewer: viewer({ path: '/admin/events', authorize: (req) => isAdmin(req) }),
 * })
 * ```
 */
export function viewer({ path, daybook, ...options }: ViewerOptions): ViewerMount {
  return { path, handler: (book) => expressViewer(daybook ?? book, options) }
}
