import { createDaybook, type Daybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { it } from 'vitest'
import { requestContext } from './request-context.ts'

class User {
  id = 1
  email = ''
}

declare const plain: ReturnType<typeof createDaybook>
declare const registered: Daybook<
  { 'user.signed_in': object },
  { readonly User: User },
  { readonly query: string }
>
declare const user: User | undefined

it('takes what log() takes as an actor', () => {
  requestContext(plain)
  requestContext(createDaybook({ store: createMemoryStore() }), { actor: () => undefined })
  requestContext(plain, { actor: () => ({ type: 'User', id: 7 }) })
  requestContext(plain, { actor: (req) => req.get('x') === 'y' && { type: 'User', id: 7, name: 'A' } })
  requestContext(plain, { actor: () => null })
  requestContext(registered, { actor: () => user })
  requestContext(registered, { actor: () => ({ type: 'ApiKey', id: 'k1' }) })
})

it('refuses what log() refuses', () => {
  // @ts-expect-error: a user is not registered here
  requestContext(plain, { actor: () => new User() })
  // @ts-expect-error: a promise can not be asked at each log()
  requestContext(registered, { actor: async () => new User() })
  // @ts-expect-error: a reference needs a type
  requestContext(registered, { actor: () => ({ id: 7 }) })
  // @ts-expect-error: true is nobody
  requestContext(registered, { actor: () => true })
})
