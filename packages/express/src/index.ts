export { type RequestContextOptions, requestContext } from './context/request-context.ts'
