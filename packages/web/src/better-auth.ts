export { betterAuthEvents } from './auth/better-auth.ts'
