import { setTimeout as pause } from 'node:timers/promises'
import { decliningCard } from '../invoices/payment.ts'
import type { NewUser } from '../seed.ts'
import { type Browser, createBrowser } from './browser.ts'
import { between, createRandom, pick, type Random } from './random.ts'

export interface TrafficOptions {
  readonly url: string
  readonly people: readonly NewUser[]
  readonly signal: AbortSignal
  /** Between two requests of one person, on average. Default: 1,100. */
  readonly pauseMillis?: number
}

export interface TrafficSummary {
  readonly requests: number
  /** Answered with a status of 400 or more: declined, denied, too late, or with a wrong password. */
  readonly refused: number
}

const roundsOfOnePerson = 8
const goodCard = '4242424242424242'
const customers = ['Northwind', 'Globex', 'Initech', 'Umbrella Bakery', 'Café Zoë', 'O’Brien & Sons'] as const

/** People who use the app for about forty seconds, each in a session of their own, and then sign out. */
export async function drive(options: TrafficOptions): Promise<TrafficSummary> {
  const answers: number[] = []
  await Promise.all(
    options.people.map(async (person, index) => {
      const random = createRandom(Date.now() + index)
      const browser = watched(createBrowser(options.url, options.signal), answers)
      const breathe = () =>
        pause((options.pauseMillis ?? 1_100) * (0.5 + random()), undefined, { signal: options.signal })
      await work(browser, person, random, breathe)
    }),
  )
  return { requests: answers.length, refused: answers.filter((status) => status >= 400).length }
}

async function work(
  browser: Browser,
  { email, password }: NewUser,
  random: Random,
  breathe: () => Promise<void>,
): Promise<void> {
  await breathe()
  if (random() < 0.5) await browser.post('/sign-in', { email, password: 'pasword' })
  await breathe()
  await browser.post('/sign-in', { email, password })
  for (let round = 0; round < roundsOfOnePerson; round++) {
    const customer = pick(random, customers)
    const answer = await browser.post('/invoices', { customer, amount: between(random, 500, 250_000) })
    const { id } = (await answer.json()) as { readonly id: number }
    for (const [action, body] of dayOf(random)) {
      await breathe()
      await browser.post(`/invoices/${id}/${action}`, body)
    }
    await breathe()
  }
  await browser.post('/sign-out')
}

type Step = readonly [action: 'send' | 'pay' | 'void', body?: object]

const pay: Step = ['pay', { card: goodCard }]
const declined: Step = ['pay', { card: decliningCard }]

/** What happens to one invoice. */
function dayOf(random: Random): readonly Step[] {
  return pick<readonly Step[]>(random, [
    [['send'], pay],
    [['send'], pay],
    [['send'], declined, pay],
    [['send'], pay, pay],
    [['send'], ['send'], pay],
    [['void']],
    [['send'], ['void']],
    [['send'], pay, ['void']],
  ])
}

function watched(browser: Browser, answers: number[]): Browser {
  const watch = async (answer: Promise<Response>) => {
    const response = await answer
    answers.push(response.status)
    return response
  }
  return {
    get: (path, accept) => watch(browser.get(path, accept)),
    post: (path, body) => watch(browser.post(path, body)),
  }
}
