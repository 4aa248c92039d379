import type { Invoice } from '../entities/invoice.ts'
import { Problem } from '../problem.ts'

/** The card that never has any money on it, for trying out what happens. */
export const decliningCard = '4000000000000002'

/** Stands for a payment service. It keeps nothing and declines one card. */
export async function charge(card: string, { number }: Invoice): Promise<void> {
  if (card === decliningCard) throw new Problem(402, `The card was declined: ${number} is still open`)
}
