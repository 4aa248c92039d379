export {
  type AuthBook,
  type AuthEventOptions,
  type AuthEvents,
  createAuthEvents,
  type Denial,
} from './auth/auth-events.ts'
export { type AuthNames, authNames } from './auth/auth-names.ts'
