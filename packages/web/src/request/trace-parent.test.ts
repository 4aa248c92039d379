import { expect, it } from 'vitest'
import { traceIdOf } from './trace-parent.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'

it.each([`00-${trace}-${parent}-01`, `01-${trace}-${parent}-00`, `42-${trace}-${parent}-01-more`])(
  'reads the trace id of %s',
  (header) => expect(traceIdOf(header)).toBe(trace),
)

it.each([
  undefined,
  '',
  trace,
  `ff-${trace}-${parent}-01`,
  `00-${trace}-${parent}-01-more`,
  `00-${trace.toUpperCase()}-${parent}-01`,
  `00-${'0'.repeat(32)}-${parent}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
  `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`,
])('takes nothing from %s', (header) => expect(traceIdOf(header)).toBeUndefined())
