import { defineEvents } from '@daybook/core'
import { z } from 'zod'

const amount = z.object({ amount: z.number().int(), currency: z.string().length(3) })

/** Everything this app logs. `log()` takes nothing else, and no other data. */
export const events = defineEvents({
  'user.signed_in': { description: 'Someone signed in' },
  'user.sign_in_failed': {
    description: 'Someone tried to sign in as somebody',
    data: z.object({ email: z.string().max(320) }),
  },
  'user.signed_out': { description: 'Someone signed out' },
  'invoice.created': { description: 'An invoice was drafted', target: 'Invoice', data: amount },
  'invoice.sent': { description: 'An invoice went out to its customer', target: 'Invoice', data: amount },
  'invoice.paid': { description: 'A customer settled an invoice', target: 'Invoice', data: amount },
  'invoice.voided': { description: 'An invoice was declared void', target: 'Invoice', data: amount },
})
