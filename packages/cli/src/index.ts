export type { Host, OutputStream } from './cli/host.ts'
export { runCli } from './cli/run-cli.ts'
