import type { Catalog, Daybook } from '@daybook/core'
import { guard, InjectDaybook, requireActor } from '@daybook/nestjs'
import { Body, Controller, Get, HttpCode, HttpException, Param, Post, UseGuards } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource, EntityManager } from 'typeorm'
import { Invoice } from './database.ts'
import { isAdmin } from './sign-in.ts'

@Controller('invoices')
@UseGuards(requireActor())
export class InvoicesController {
  @InjectDaybook() private readonly daybook!: Daybook<Catalog, { Invoice: Invoice }, EntityManager>
  @InjectDataSource() private readonly dataSource!: DataSource

  @Get()
  list() {
    return this.dataSource.manager.find(Invoice, { order: { id: 'desc' }, take: 50 })
  }

  @Post()
  create(@Body('customer') customer: unknown, @Body('amount') amount: unknown) {
    const isAmount = typeof amount === 'number' && Number.isInteger(amount) && amount > 0 && amount < 1e9
    if (typeof customer !== 'string' || !isAmount)
      throw new HttpException('an invoice has a customer and an amount in cents', 400)
    return this.dataSource.transaction(async (em) => {
      const invoice = await em.save(em.create(Invoice, { customer, amount }))
      await this.daybook.log('invoice.created', { target: invoice, data: { amount }, tx: em })
      return invoice
    })
  }

  @Post(':id/pay')
  @HttpCode(200)
  @UseGuards(guard(isAdmin, { reason: 'only admins take payments' }))
  pay(@Param('id') param: string, @Body('card') card?: unknown) {
    const id = Number(param) || 0
    // The payment and its event: both stay, or neither.
    return this.dataSource.transaction(async (em) => {
      const { affected } = await em.update(Invoice, { id, status: 'open' }, { status: 'paid' })
      if (affected === 0) throw new HttpException('there is no such open invoice', 409)
      const invoice = await em.findOneByOrFail(Invoice, { id })
      await this.daybook.log('invoice.paid', { target: invoice, data: { amount: invoice.amount }, tx: em })
      // Stands for a payment service, which declines this card: that undoes the change and the event.
      if (card === '4000000000000002') throw new HttpException('the card was declined', 402)
      return invoice
    })
  }
}
