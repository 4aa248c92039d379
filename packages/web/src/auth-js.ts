export { type AuthJsEvents, authJsEvents, observeAuthorize } from './auth/auth-js.ts'
