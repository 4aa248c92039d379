import type { LiveMikroOrm, MikroOrmTransaction, TransactionContext } from '../store/live-mikro-orm.ts'

const handles = new WeakMap<TransactionContext, MikroOrmTransaction>()

/** A transaction or savepoint as a `tx`, without a manager of its own: always the same one. */
export function handleOf(orm: LiveMikroOrm, context: TransactionContext): MikroOrmTransaction {
  const known = handles.get(context)
  if (known) return known
  const handle: MikroOrmTransaction = {
    getDriver: () => orm.em.getDriver(),
    getTransactionContext: () => context,
    getContext: () => handle,
  }
  handles.set(context, handle)
  return handle
}
