export {
  type ObserveStrategyOptions,
  observeStrategy,
  type PassportStrategy,
  type SessionReader,
  watchSession,
} from './auth/passport.ts'
