import { DaybookError } from '../errors/daybook-error.ts'
import type { DaybookEvent } from '../event/daybook-event.ts'

/** What a processor answers to leave an event out: of this router only, or of the log where it stands there. */
export const dropEvent: unique symbol = Symbol.for('daybook.dropEvent')

/**
 * One step of a pipeline: event in, event out. Answering nothing keeps the event as it was, an event replaces it,
 * {@link dropEvent} leaves it out. Events are frozen: a changed event is a new object, `{ ...event, note: '' }`.
 *
 * A processor that throws is reported and skipped, unless it is `failClosed`: then the event goes no further.
 */
export interface Processor {
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing keeps the event
  (event: DaybookEvent): DaybookEvent | typeof dropEvent | undefined | void
  /** Without this step an event must not go on: redaction, for example. */
  readonly failClosed?: boolean
}

/** A step without which an event must not go on failed; `cause` is what it threw. */
export class ProcessorError extends DaybookError {}

/**
 * Runs an event through processors, in order.
 *
 * @returns the event, or {@link dropEvent}.
 * @throws ProcessorError `DAYBOOK_PROCESSOR_FAILED` when a `failClosed` processor throws.
 */
export function processEvent(
  event: DaybookEvent,
  processors: readonly Processor[],
  onError: (error: unknown) => void,
): DaybookEvent | typeof dropEvent {
  let current = event
  for (const processor of processors) {
    try {
      const answer: unknown = processor(current)
      if (answer === dropEvent) return dropEvent
      if (answer !== undefined && answer !== null) current = Object.freeze(asEvent(answer, processor))
    } catch (error) {
      if (processor.failClosed) throw failed(processor, error)
      onError(error)
    }
  }
  return current
}

/** Anything else would be stored in place of the event, or lose it: a promise, for example. */
function asEvent(answer: unknown, { name }: Processor): DaybookEvent {
  if (answer instanceof Promise) answer.catch(() => {})
  if (typeof answer === 'object' && answer !== null && 'action' in answer) return answer as DaybookEvent
  throw new ProcessorError({
    code: 'DAYBOOK_PROCESSOR_FAILED',
    message: `The processor ${name || 'without a name'} answered with something that is no event.`,
    fix: 'Answer with an event, dropEvent, or nothing, and not with a promise.',
  })
}

function failed(processor: Processor, cause: unknown): ProcessorError {
  return new ProcessorError({
    code: 'DAYBOOK_PROCESSOR_FAILED',
    message: `The processor ${processor.name || 'without a name'} failed, and no event may pass without it.`,
    fix: 'The `cause` is what it threw.',
    cause,
  })
}
