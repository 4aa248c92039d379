import type { NewUser } from '../seed.ts'

/** The one password of all demo accounts. */
export const demoPassword = 'daybook-demo'

const people = [
  ['Ada Admin', 'admin'],
  ['Anna Berg', 'member'],
  ['Ben Okafor', 'member'],
  ['Chiara Rossi', 'finance'],
  ['David Novák', 'finance'],
  ['Emma Tanaka', 'member'],
  ['Farid Haddad', 'member'],
] as const

/** Who can sign in to the demo. */
export const demoAccounts: readonly NewUser[] = people.map(([name, role]) => ({
  name,
  role,
  email: `${name.split(' ', 1)[0]?.toLowerCase()}@example.com`,
  password: demoPassword,
}))
