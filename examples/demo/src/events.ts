import { defineEvents } from '@daybook/core'
import { viewerEvents } from '@daybook/viewer'
import { z } from 'zod'

const amount = z.object({ amount: z.number().int(), currency: z.string().length(3) })

/** Everything this app logs. `log()` takes nothing else, and no other data. */
export const events = defineEvents({
  ...viewerEvents,
  'user.signed_in': { description: 'Someone signed in' },
  'user.sign_in_failed': {
    description: 'Someone tried to sign in as somebody',
    data: z.object({ identifier: z.string().optional() }),
  },
  'user.signed_out': { description: 'Someone signed out' },
  'user.session_expired': { description: 'The session of someone who was signed in came to its end' },
  'invoice.created': { description: 'An invoice was drafted', target: 'Invoice', data: amount },
  'invoice.sent': { description: 'An invoice went out to its customer', target: 'Invoice', data: amount },
  'invoice.paid': { description: 'A customer settled an invoice', target: 'Invoice', data: amount },
  'invoice.voided': { description: 'An invoice was declared void', target: 'Invoice', data: amount },
})

/** What the hooks around passport call what they see. */
export const authNames = {
  loggedIn: 'user.signed_in',
  loginFailed: 'user.sign_in_failed',
  loggedOut: 'user.signed_out',
  sessionExpired: 'user.session_expired',
} satisfies Record<string, keyof typeof events>
