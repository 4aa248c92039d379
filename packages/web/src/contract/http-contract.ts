import { contextCases } from './context-cases.ts'
import type { ContractFramework } from './framework.ts'
import { handlerCases } from './handler-cases.ts'
import { recordCases } from './record-cases.ts'

/** The part of a test runner that the contract needs: `it` of vitest, jest or node:test. */
export type ContractIt = (name: string, run: () => Promise<void>) => unknown

/**
 * Registers the HTTP contract for one framework: what every Daybook package for a web framework must do, as numbered
 * cases over real sockets.
 */
export function runHttpContract(it: ContractIt, framework: ContractFramework): void {
  for (const { name, run } of [...contextCases, ...recordCases, ...handlerCases])
    it(`${framework.name}: ${name}`, () => run(framework))
}
