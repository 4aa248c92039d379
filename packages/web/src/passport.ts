export {
  createSessionWatch,
  type ObserveStrategyOptions,
  observeStrategy,
  type PassportStrategy,
  type SessionReader,
} from './auth/passport.ts'
