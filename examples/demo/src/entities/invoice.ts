import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

export type InvoiceStatus = 'draft' | 'sent' | 'paid' | 'void'

@Entity({ name: 'invoices' })
export class Invoice {
  @PrimaryGeneratedColumn('increment', { type: 'integer' })
  id!: number

  @Column('text')
  customer!: string

  /** In the currency's smallest unit. */
  @Column('integer')
  amount!: number

  @Column('text')
  currency!: string

  @Column('text', { default: 'draft' })
  status!: InvoiceStatus

  get number(): string {
    return `INV-${String(this.id).padStart(4, '0')}`
  }

  toJSON() {
    const { id, number, customer, amount, currency, status } = this
    return { id, number, customer, amount, currency, status }
  }
}
