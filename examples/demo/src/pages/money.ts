/** An amount in the currency's smallest unit, as people write it. */
export function money({ amount, currency }: { readonly amount: number; readonly currency: string }): string {
  return `${(amount / 100).toFixed(2)} ${currency}`
}
