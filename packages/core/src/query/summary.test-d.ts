import { expectTypeOf, test } from 'vitest'
import { createDaybook } from '../daybook/create-daybook.ts'
import type { Reference } from '../event/reference.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { FacetCount } from './summary.ts'

const daybook = createDaybook({ store: createMemoryStore() })

test('a summary has the facets that were asked for, each with the type of its field', async () => {
  const { facets } = await daybook.summarise({ since: '1d' }, { facets: ['actor', 'statusCode'] })
  expectTypeOf(facets.actor).toEqualTypeOf<readonly FacetCount<Reference | null>[]>()
  expectTypeOf(facets.statusCode).toEqualTypeOf<readonly FacetCount<number | null>[]>()
  expectTypeOf(facets).not.toHaveProperty('action')
})

test('without facets a summary has none', async () => {
  const { facets } = await daybook.summarise({ since: '1d' })
  expectTypeOf(facets).toEqualTypeOf<Readonly<Record<never, never>>>()
})

test('only fields that have facets are taken', () => {
  // @ts-expect-error -- notes are all different
  daybook.summarise({ since: '1d' }, { facets: ['note'] })
})
