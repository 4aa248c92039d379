const nothing = () => undefined

/** What the app under test does: an invoice and its event. `onStep` hears of each that is done. */
export const invoiceAndEvent = async (rig, tx, invoice, { onStep = nothing, ...details } = {}) => {
  await rig.query(`INSERT INTO invoice (id) VALUES ('${invoice}')`, tx)
  onStep()
  await rig.daybook.log('invoice.made', { target: { type: 'Invoice', id: invoice }, ...details, tx })
  onStep()
}

/** Two of them, so that there is a boundary between any two kinds of statement. */
export const twoInvoices = async (rig, tx, invoice, details) => {
  await invoiceAndEvent(rig, tx, `${invoice}-a`, details)
  await invoiceAndEvent(rig, tx, `${invoice}-b`, details)
}
