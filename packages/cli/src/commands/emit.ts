import type { JsonObject, Outcome } from '@daybook/core'
import { usageError } from '../cli/command-error.ts'
import type { CommandInput, RunCommand } from '../cli/command-spec.ts'
import { exitCode } from '../cli/exit-code.ts'
import { createEventWriter } from '../output/event-writer.ts'
import { withDaybook } from '../query/open-daybook.ts'

/** `daybook emit` */
export const run: RunCommand = async (context, input) => {
  const { options } = input
  const [action = ''] = input.arguments
  const texts = ['reason', 'note', 'tenant'].flatMap((name) =>
    typeof options[name] === 'string' ? [[name, options[name]]] : [],
  )
  const details = {
    ...(Object.fromEntries(texts) as {
      readonly reason?: string
      readonly note?: string
      readonly tenant?: string
    }),
    actor: referenceOf(input, 'actor'),
    target: referenceOf(input, 'target'),
    outcome: (options.outcome ?? 'success') as Outcome,
    data: dataOf(input),
  }
  return withDaybook(context, input, async ({ daybook }) => {
    const event = await daybook.log(action, details)
    const writer = await createEventWriter(context, input)
    await writer.write([event])
    context.note(`${context.notePaint.symbol('✔', 'ok:')} Stored as ${event.id}.`)
    return exitCode.ok
  })
}

function referenceOf({ options }: CommandInput, role: 'actor' | 'target') {
  const text = options[role]
  if (typeof text !== 'string') return null
  const [, type, id] = /^([^:]+):(.+)$/s.exec(text) ?? []
  if (type === undefined || id === undefined)
    throw usageError(`--${role} takes a type, a colon and an id.`, 'For example: User:7')
  return { type, id }
}

function dataOf({ options: { data } }: CommandInput): JsonObject {
  if (typeof data !== 'string') return {}
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // Told below, with what is no object.
  }
  throw usageError('--data takes a JSON object.', `For example: --data '{"amount":4200}'`)
}
