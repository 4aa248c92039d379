import type { Row } from '@daybook/core/changes'
import type { LiveModel } from './live-model.ts'
import { type Columns, idOf, rowOfColumns } from './model-fields.ts'

/** The rows that many records became, as far as the answer of the statement tells. */
export function insertedRows(model: LiveModel, records: readonly Columns[], result: unknown): readonly Row[] {
  const answers = (Array.isArray(result) ? result : []) as readonly (Columns | undefined)[]
  return records.map((record, index) => {
    const row = rowOfColumns(model, record)
    // Where the app gives the keys Sequelize's answer may be others.
    const isKeyed = idOf(model, row) !== null
    const answer = rowOfColumns(model, answers[index] ?? {})
    return isKeyed ? { ...answer, ...row } : { ...row, ...answer }
  })
}
