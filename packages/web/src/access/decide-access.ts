import { type Access, toAccess } from './access.ts'
import { type ConnectionFacts, isDirectLoopback } from './direct-connection.ts'

/** How long an `authorize` function may take before it counts as a no. */
export const authorizeTimeoutMillis = 5_000

/** Everything that the decision depends on. */
export interface AccessQuestion extends ConnectionFacts {
  /** The app's own answer for this request. Absent: nobody may, but for the developer at this machine. */
  readonly authorize?: (() => unknown) | undefined
  /** The process' `NODE_ENV`, and nothing else: a label of the app must not open anything. */
  readonly nodeEnv: string | undefined
  /** Default: {@link authorizeTimeoutMillis}. */
  readonly timeoutMillis?: number | undefined
}

/** Whether somebody may look, at what, and what would change it. */
export interface AccessDecision {
  /** What may be shown; null is nothing at all. */
  readonly access: Access | null
  /** Where the app itself is the reason for a no: what to change. For its developers, not for its visitors. */
  readonly fix?: string
  /** What `authorize` threw. */
  readonly error?: unknown
}

/**
 * Who may see the log. Closed unless `authorize` returns exactly `true` or `{ tenant }`; without `authorize`, open
 * only where NODE_ENV is exactly `development` and the browser runs on this machine. Never rejects: an `authorize`
 * that throws, rejects or does not answer in time is a no.
 */
export async function decideAccess(question: AccessQuestion): Promise<AccessDecision> {
  const { authorize, nodeEnv } = question
  if (authorize) return ask(authorize, question.timeoutMillis ?? authorizeTimeoutMillis)
  if (nodeEnv === 'development' && isDirectLoopback(question)) return { access: {} }
  return {
    access: null,
    fix:
      'The viewer is closed because it was mounted without `authorize`. Pass one that returns true for those who ' +
      "may see the log, such as { authorize: (req) => req.user?.role === 'admin' }. Without it the viewer opens " +
      'only where NODE_ENV is exactly development, to a browser on the same machine, without a proxy between.',
  }
}

const late = Symbol('late')

async function ask(authorize: () => unknown, timeoutMillis: number): Promise<AccessDecision> {
  const { promise: timeout, resolve } = Promise.withResolvers<typeof late>()
  const timer = setTimeout(resolve, timeoutMillis, late).unref()
  try {
    const answer = await Promise.race([authorize(), timeout])
    if (answer === late) return refused(`did not answer within ${timeoutMillis} ms. Make it answer sooner`)
    const access = toAccess(answer)
    if (access || isPlainNo(answer)) return { access }
    return refused(`returned a value of type ${typeof answer}. Return exactly true, false or { tenant }`)
  } catch (error) {
    return { ...refused('threw. Let it return false for those who may not see the log'), error }
  } finally {
    clearTimeout(timer)
  }
}

function isPlainNo(answer: unknown): boolean {
  return answer === false || answer === undefined || answer === null
}

function refused(what: string): AccessDecision {
  return { access: null, fix: `The viewer is closed because \`authorize\` ${what}.` }
}
