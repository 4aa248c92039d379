import type { LiveDataSource, TypeormQueryRunner } from './live-data-source.ts'

/** What of a DataSource can tell the app of its statements. */
interface Telling {
  readonly options: { readonly logger?: unknown; readonly maxQueryExecutionTime?: number | undefined }
  /** TypeORM's own loggers keep there what they log. */
  readonly logger: { readonly options?: unknown }
  readonly subscribers: readonly QuerySubscriber[]
}

interface QuerySubscriber {
  readonly beforeQuery?: unknown
  readonly afterQuery?: unknown
}

/**
 * Whether the app hears of the statements that TypeORM sends through a runner: by a logger, a limit above which they are
 * slow, a subscriber, or a `query` of its own. Asked for each statement, because all of them may be added at any time.
 */
export function areStatementsHeard(dataSource: LiveDataSource, runner: TypeormQueryRunner): boolean {
  const { options, logger, subscribers } = dataSource as unknown as Telling
  if (options.logger !== undefined || options.maxQueryExecutionTime !== undefined) return true
  if (!('options' in logger) || logger.options || Object.hasOwn(runner, 'query')) return true
  return subscribers.some(
    ({ beforeQuery, afterQuery }) => beforeQuery !== undefined || afterQuery !== undefined,
  )
}
