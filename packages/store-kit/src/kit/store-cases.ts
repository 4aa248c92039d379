import { appendAnswers } from '../cases/append-answers.ts'
import { appendIsAtomic } from '../cases/append-is-atomic.ts'
import { appendIsIdempotent } from '../cases/append-is-idempotent.ts'
import { beforeCommits } from '../cases/before-commits.ts'
import { concurrentTransactions } from '../cases/concurrent-transactions.ts'
import { counts } from '../cases/counts.ts'
import { feed } from '../cases/feed.ts'
import { findPages } from '../cases/find-pages.ts'
import { leftReads } from '../cases/left-reads.ts'
import { objectReferences } from '../cases/object-references.ts'
import { prunes } from '../cases/prunes.ts'
import { queryConditions } from '../cases/query-conditions.ts'
import { questions } from '../cases/questions.ts'
import { roundTrip } from '../cases/round-trip.ts'
import { savepoints } from '../cases/savepoints.ts'
import { summaries } from '../cases/summaries.ts'
import { transactionEnds } from '../cases/transaction-ends.ts'
import { transactionJoins } from '../cases/transaction-joins.ts'
import { valuesStayValues } from '../cases/values-stay-values.ts'
import type { StoreCase } from './store-case.ts'

/** Every case of the kit, by letter and number. */
export const storeCases: readonly StoreCase[] = Object.freeze(
  [
    ...appendIsAtomic,
    ...appendIsIdempotent,
    ...appendAnswers,
    ...roundTrip,
    ...findPages,
    ...queryConditions,
    ...counts,
    ...questions,
    ...summaries,
    ...leftReads,
    ...prunes,
    ...feed,
    ...valuesStayValues,
    ...objectReferences,
    ...transactionJoins,
    ...savepoints,
    ...transactionEnds,
    ...beforeCommits,
    ...concurrentTransactions,
  ].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
)
