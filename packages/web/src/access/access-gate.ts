import type { Access } from './access.ts'
import { type AccessQuestion, decideAccess } from './decide-access.ts'

/** What a viewer is told about one request. */
export interface GateAnswer {
  readonly access: Access | null
  /** What the app's developer should change. Only where NODE_ENV is `development`: visitors never read it. */
  readonly hint?: string
}

/** Where the fixes are logged. */
export interface AccessGateOptions {
  /** Where the app's developers hear why the viewer is closed, once a reason. Default: `console.warn`. */
  readonly log?: ((message: string, error?: unknown) => void) | undefined
}

const maxReasons = 100

/** {@link decideAccess} with a memory: the fix for a closed viewer goes to the server's log once. */
export function createAccessGate({
  log = warn,
}: AccessGateOptions = {}): (question: AccessQuestion) => Promise<GateAnswer> {
  const told = new Set<string>()
  return async (question) => {
    const { access, fix, error } = await decideAccess(question)
    if (fix === undefined) return { access }
    const reason = `${fix}${error instanceof Error ? error.message : ''}`
    if (!told.has(reason) && told.size < maxReasons) {
      told.add(reason)
      log(fix, error)
    }
    return question.nodeEnv === 'development' ? { access, hint: fix } : { access }
  }
}

function warn(message: string, error?: unknown): void {
  console.warn(`[daybook] ${message}`, ...(error === undefined ? [] : [error]))
}
