import { findBinary } from './find-binary.mjs'

export const name = 'redis'
export const aptPackages = ['redis-server']
export const advice = `apt-get install ${aptPackages.join(' ')}, or brew install redis`

export const find = async () => findBinary('redis-server') ?? findBinary('valkey-server')

export const prepare = async (command, folder) => ({ command, folder })

export const start = ({ command, folder }, port) => ({
  command,
  args: ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder].map(
    String,
  ),
  ready: /ready to accept connections/i,
  stopSignal: 'SIGKILL',
  url: `redis://127.0.0.1:${port}`,
})
