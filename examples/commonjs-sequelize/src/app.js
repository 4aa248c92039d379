const { createDaybook } = require('@daybook/core')
const { guard, requestContext } = require('@daybook/express')
const { viewer } = require('@daybook/express/viewer')
const { createSequelizeStore } = require('@daybook/sequelize')
const express = require('express')
const { Invoice } = require('./database.js')

/**
 * @param {import('sequelize').Sequelize} sequelize
 * @param {string} key whoever sends it is the admin
 */
function createApp(sequelize, key) {
  const daybook = createDaybook({ store: createSequelizeStore(sequelize, { references: { Invoice } }) })
  /** Stands for your sign-in. @param {import('express').Request} req */
  const isAdmin = (req) => key !== '' && req.get('x-key') === key

  const app = express()
  app.use(requestContext(daybook, { actor: (req) => isAdmin(req) && { type: 'User', id: 'admin' } }))
  app.use('/admin/events', viewer(daybook, { authorize: isAdmin }))
  app.use(express.json(), guard(daybook, isAdmin, { reason: 'no key' }))

  app.post('/invoices', async (req, res) => {
    const { customer, amount } = Object(req.body)
    if (typeof customer !== 'string' || !Number.isInteger(amount)) return void res.sendStatus(400)
    // No `tx`: log() joins the transaction around it.
    const invoice = await sequelize.transaction(async (transaction) => {
      const created = await Invoice.create({ customer, amount }, { transaction })
      await daybook.log('invoice.created', { target: created, data: { amount } })
      return created
    })
    res.status(201).json(invoice)
  })

  app.post('/invoices/:id/pay', async (req, res) => {
    const where = { id: Number(req.params.id) || 0, status: 'open' }
    // The payment and its event: both stay, or neither.
    const paid = await sequelize.transaction(async (transaction) => {
      const [count] = await Invoice.update({ status: 'paid' }, { where, transaction })
      if (count === 0) return null
      const invoice = await Invoice.findByPk(where.id, { transaction, rejectOnEmpty: true })
      await daybook.log('invoice.paid', { target: invoice, tx: transaction })
      return invoice
    })
    if (paid) res.json(paid)
    else res.status(409).json({ error: 'there is no such open invoice' })
  })
  return { app, daybook }
}

module.exports = { createApp }
