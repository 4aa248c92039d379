import { findBinary } from './find-binary.mjs'

export const name = 'nats'
export const aptPackages = ['nats-server']
export const advice = `apt-get install ${aptPackages.join(' ')}, or brew install nats-server`

export const find = async () => findBinary('nats-server')

export const prepare = async (command, folder) => ({ command, folder })

export const start = ({ command, folder }, port) => ({
  command,
  args: ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder],
  ready: /server is ready/i,
  stopSignal: 'SIGKILL',
  url: `nats://127.0.0.1:${port}`,
})
