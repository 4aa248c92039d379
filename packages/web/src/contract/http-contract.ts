import { contextCases } from './context-cases.ts'
import { endpointCases, endpointFailureCases } from './endpoint-cases.ts'
import type { ContractFramework } from './framework.ts'
import { handlerCases } from './handler-cases.ts'
import { recordCases } from './record-cases.ts'
import { requiredActionCases } from './required-action-cases.ts'

/** The part of a test runner that the contract needs: `it` of vitest, jest or node:test. */
export type ContractIt = (name: string, run: () => Promise<void>) => unknown

/**
 * Registers the HTTP contract for one framework: what every Daybook package for a web framework must do, as numbered
 * cases over real sockets.
 */
export function runHttpContract(it: ContractIt, framework: ContractFramework): void {
  const cases = [
    ...contextCases,
    ...recordCases,
    ...handlerCases,
    ...endpointCases,
    ...endpointFailureCases,
    ...requiredActionCases,
  ]
  for (const { name, run } of cases) it(`${framework.name}: ${name}`, () => run(framework))
}
