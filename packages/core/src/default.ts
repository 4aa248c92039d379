import { getDaybook, hasDaybook, registerDaybook } from './config/registry.ts'
import type { DaybookOptions } from './daybook/create-daybook.ts'
import { createDaybook } from './daybook/create-daybook.ts'
import type { CreateEventDetails } from './daybook/create-event.ts'
import type { Daybook, Details } from './daybook/daybook.ts'
import type { LoggedOptions } from './daybook/logged.ts'
import { Logged as LoggedBy, type LoggedDecorator, type LoggedSource } from './daybook/logged-decorator.ts'
import type { CloseOptions, CloseReport } from './delivery/health.ts'
import type { DaybookEvent } from './event/daybook-event.ts'

/** A daybook that takes any action and any transaction. */
type DefaultDaybook = Daybook<Readonly<Record<string, object>>, Readonly<Record<never, never>>, unknown>

/**
 * Makes the default daybook, that `log()` and its siblings of this entry write to. Called again, it replaces it.
 */
export function configure(options: DaybookOptions<never>): void {
  registerDaybook('default', createDaybook(options))
}

/** Whether {@link configure} was called. */
export function isConfigured(): boolean {
  return hasDaybook('default')
}

/**
 * `daybook.log()` of the default daybook.
 *
 * @throws ConfigurationError `DAYBOOK_NOT_CONFIGURED` before `configure`.
 */
export async function log(
  action: string,
  details?: Details<string, Readonly<Record<never, never>>, unknown>,
): Promise<DaybookEvent> {
  return defaultDaybook().log(action, details)
}

/**
 * `daybook.defer()` of the default daybook.
 *
 * @throws ConfigurationError `DAYBOOK_NOT_CONFIGURED` before `configure`.
 */
export function defer(
  action: string,
  details?: Details<string, Readonly<Record<never, never>>, unknown>,
): DaybookEvent {
  return defaultDaybook().defer(action, details)
}

/** `daybook.flush()` of the default daybook. */
export async function flush(): Promise<void> {
  await defaultDaybook().flush()
}

/** `daybook.close()` of the default daybook. */
export async function close(options?: CloseOptions): Promise<CloseReport> {
  return defaultDaybook().close(options)
}

/** `daybook.createEvent()` of the default daybook. */
export async function createEvent(action: string, details?: CreateEventDetails): Promise<DaybookEvent> {
  return defaultDaybook().createEvent(action, details)
}

/** Logs an event with data alone, the way of a tracker. Without a name the action is `unknown`. */
export async function emit(action?: string | null, data?: unknown): Promise<DaybookEvent> {
  return defaultDaybook().log(action || 'unknown', { data })
}

/** `@Logged()` of the default daybook, which may be configured after the class is defined. */
export function Logged(options: string | LoggedOptions): LoggedDecorator {
  return LoggedBy(() => defaultDaybook() as unknown as LoggedSource, options)
}

function defaultDaybook(): DefaultDaybook {
  return getDaybook('default') as unknown as DefaultDaybook
}
