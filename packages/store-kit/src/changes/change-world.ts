import type { DaybookEvent } from '@daybook/core'
import type {
  ChangeApi,
  ChangeApis,
  ChangeRig,
  ChangeRuns,
  InvoiceValues,
  ScenarioRules,
  SeenAs,
} from './change-rig.ts'

/** A rig, and what the scenarios ask of it again and again. */
export interface ChangeWorld<Tx> extends ChangeRig<Tx> {
  /** Tracks with the rules that the scenarios share and these ones. */
  trackWith(rules?: Partial<ScenarioRules>): void
  /** What is in the log of invoices and tags, the oldest first. */
  events(): Promise<readonly DaybookEvent[]>
  /** A row that nobody saw being made. */
  seed(values?: Partial<InvoiceValues>): Promise<string>
  /** The first way to do something. @throws where the ORM has none. */
  first<K extends keyof ChangeRuns<Tx>>(kind: K): ChangeRuns<Tx>[K]
  readonly stops: (() => void)[]
}

/** The rules of all scenarios: a property that is not looked at, and one that is hidden. */
const sharedRules = { except: ['lastSeenAt'], redact: ['phone'], label: 'number' } as const

/** A row as it is seeded. */
export const plainInvoice: InvoiceValues = {
  number: 'A-1',
  status: 'open',
  amount: '10.50',
  quantity: 1,
  views: '9007199254740993',
  urgent: false,
  dueAt: new Date('2026-03-01T12:00:00.000Z'),
  meta: { customer: { name: 'Ada', city: 'Paris' }, tags: ['a', 'b', 'c'] },
  scan: Uint8Array.of(1, 2, 3),
  phone: '+33 1',
  note: null,
  lastSeenAt: null,
}

export async function openChangeWorld<Tx>(open: () => Promise<ChangeRig<Tx>>): Promise<ChangeWorld<Tx>> {
  const rig = await open()
  const stops: (() => void)[] = []
  const first: ChangeWorld<Tx>['first'] = (kind) => {
    const [each] = waysTo(rig.apis, kind)
    if (each === undefined) throw new Error(`there is no way to ${kind}`)
    return each.run
  }
  const world: ChangeWorld<Tx> = {
    ...bound(rig),
    stops,
    first,
    trackWith: ({ invoice = {}, ...rules } = {}) =>
      void stops.push(rig.track({ invoice: { ...sharedRules, ...invoice }, ...rules })),
    async events() {
      const found: DaybookEvent[] = []
      for await (const event of rig.daybook.stream({
        target: [{ type: 'Invoice' }, { type: 'Tag' }],
        order: 'oldest',
      }))
        found.push(event as DaybookEvent)
      return found
    },
    seed: (values = {}) => first('create')({ ...plainInvoice, ...values }, null),
  }
  return world
}

/** A rig may be an object of a class. */
function bound<Tx>(rig: ChangeRig<Tx>): ChangeRig<Tx> {
  return {
    daybook: rig.daybook,
    apis: rig.apis,
    track: rig.track.bind(rig),
    transaction: rig.transaction.bind(rig),
    savepoint: rig.savepoint.bind(rig),
    ...(rig.saveTwice && { saveTwice: rig.saveTwice.bind(rig) }),
    seedTags: rig.seedTags.bind(rig),
    read: rig.read.bind(rig),
    ids: rig.ids.bind(rig),
    close: rig.close.bind(rig),
  }
}

export async function afterScenario<Tx>({ stops, close }: ChangeWorld<Tx>): Promise<void> {
  for (const stop of stops) stop()
  await close()
}

/** One way to make a kind of change. */
export interface WayToChange<Run> {
  readonly name: string
  readonly run: Run
  readonly seen: SeenAs
  readonly why: string | undefined
}

/** The ways to make a kind of change; none where the ORM cannot. */
export function waysTo<Tx, K extends keyof ChangeRuns<Tx>>(
  apis: ChangeApis<Tx>,
  kind: K,
): readonly WayToChange<ChangeRuns<Tx>[K]>[] {
  const ways = apis[kind]
  if ('unsupported' in ways) return []
  return Object.entries(ways).map(
    ([name, way]: [string, ChangeRuns<Tx>[K] | ChangeApi<ChangeRuns<Tx>[K]>]) =>
      typeof way === 'function'
        ? { name, run: way, seen: 'captured', why: undefined }
        : { name, run: way.run, seen: way.seen ?? 'captured', why: way.why },
  )
}
