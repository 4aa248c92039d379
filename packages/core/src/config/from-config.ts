import { nearest } from '../catalog/nearest.ts'
import { createDaybook, type DaybookOptions } from '../daybook/create-daybook.ts'
import type { Daybook } from '../daybook/daybook.ts'
import { ConfigurationError } from '../errors/daybook-error.ts'
import { anonymiseIp } from '../processors/anonymise-ip.ts'
import { allowActions, matchActions } from '../processors/filter-actions.ts'
import { mapData } from '../processors/map-data.ts'
import { redact } from '../processors/redact.ts'
import { renameActions } from '../processors/rename-actions.ts'
import { sample } from '../processors/sample.ts'
import { createMemorySink } from '../sinks/event-sink.ts'
import { createLoggerSink } from '../sinks/logger-sink.ts'
import { createRouter } from '../sinks/router.ts'
import { createMemoryStore } from '../store/memory-store.ts'

/** One thing to make, and what to make it with. Options may hold further ones, to any depth. */
export interface ConfigTree {
  readonly engine: string
  readonly options?: Readonly<Record<string, unknown>>
}

/** Makes one thing from its options, in which the trees have been made already. */
export type EngineFactory = (options: never) => unknown

/** Factories by the name that configuration uses. */
export type Engines = Readonly<Record<string, EngineFactory>>

const ownEngines: Engines = {
  daybook: (options: DaybookOptions<never>) => createDaybook(options),
  'memory-store': createMemoryStore,
  'memory-sink': ({ name }: { name?: string }) => createMemorySink(name),
  'logger-sink': createLoggerSink,
  router: createRouter,
  redact,
  'allow-actions': ({ actions }: { actions: readonly string[] }) => allowActions(actions),
  'match-actions': matchActions,
  'rename-actions': ({ names }: { names: Readonly<Record<string, string>> }) => renameActions(names),
  'map-data': ({ names }: { names: Readonly<Record<string, string | null>> }) => mapData(names),
  sample,
  'anonymise-ip': anonymiseIp,
}

/**
 * Makes what a tree of plain values describes: `{ engine: 'daybook', options: { store: { engine: 'memory-store' } } }`.
 * `engines` adds names of the app's own: its ORM's store, its sinks.
 *
 * @throws ConfigurationError `DAYBOOK_UNKNOWN_ENGINE` with the path in the tree.
 */
export function fromConfig(tree: ConfigTree, engines: Engines = {}): Daybook {
  return make(tree, { ...ownEngines, ...engines }, '') as Daybook
}

function make({ engine, options = {} }: ConfigTree, engines: Engines, path: string): unknown {
  const factory = Object.hasOwn(engines, engine) ? engines[engine] : undefined
  if (factory === undefined) {
    const close = nearest(engine, Object.keys(engines))
    throw new ConfigurationError({
      code: 'DAYBOOK_UNKNOWN_ENGINE',
      message: `There is no engine \`${engine}\` at "${path || '/'}".${close ? ` Did you mean \`${close}\`?` : ''}`,
      fix: 'Name one of ours, or pass your own in `engines`.',
    })
  }
  return factory(resolve(options, engines, path) as never)
}

function resolve(value: unknown, engines: Engines, path: string): unknown {
  if (isTree(value)) return make(value, engines, path)
  if (Array.isArray(value)) return value.map((item, index) => resolve(item, engines, `${path}/${index}`))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, resolve(item, engines, `${path}/${name}`)]),
  )
}

function isTree(value: unknown): value is ConfigTree {
  return isPlainObject(value) && typeof value.engine === 'string'
}

/** Live objects, a logger for example, are passed on as they are. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
