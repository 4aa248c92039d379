import { AsyncLocalStorage } from 'node:async_hooks'
import { isOpen, type LiveSequelize, type OpenTransaction } from '../store/live-sequelize.ts'

/** The transaction that the calling code runs in. */
export interface AmbientTransaction {
  current(): OpenTransaction | undefined
  /** That which Sequelize itself would put a statement in: by its CLS, where the app has that. */
  ofSequelize(): OpenTransaction | undefined
  run<T>(tx: OpenTransaction, work: () => T): T
}

interface ClsNamespace {
  get(name: 'transaction'): unknown
}

/** What is open in the calling code: as Sequelize's CLS knows it, where the app has that, else as `run` was told. */
export function createAmbient(sequelize: LiveSequelize): AmbientTransaction {
  const storage = new AsyncLocalStorage<OpenTransaction>()
  const open = (tx: OpenTransaction | null | undefined) =>
    tx && tx.sequelize === sequelize && isOpen(tx) ? tx : undefined
  const ofCls = () => {
    const { _cls } = sequelize.constructor as { _cls?: ClsNamespace }
    // The namespace is one for all instances, so its transaction may be another's.
    return open(_cls?.get('transaction') as OpenTransaction | null | undefined)
  }

  return {
    current: () => ofCls() ?? open(storage.getStore()),
    ofSequelize: ofCls,
    run: (tx, work) => storage.run(tx, work),
  }
}
