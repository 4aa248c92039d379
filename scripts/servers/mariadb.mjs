import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { findBinary, versionedFolders } from './find-binary.mjs'
import { runToEnd } from './run-to-end.mjs'

export const name = 'mariadb'
export const aptPackages = ['mariadb-server-core', 'mariadb-client-core']
export const advice = `apt-get install ${aptPackages.join(' ')}, or brew install mariadb`

export const find = async () => {
  const folders = versionedFolders('/opt/homebrew/opt', /^mariadb@([\d.]+)$/)
  const server = findBinary('mariadbd', folders)
  const install = findBinary('mariadb-install-db', folders)
  return server && install ? { server, install } : undefined
}

const asRoot = () => (process.getuid?.() === 0 ? ['--user=root'] : [])

const small = ['--innodb-log-file-size=16M', '--innodb-buffer-pool-size=64M', '--innodb-flush-method=nosync']

export const prepare = async ({ server, install }, folder) => {
  const data = join(folder, 'data')
  mkdirSync(data)
  // In the common one, a server that starts deletes the temporary tables of those that run.
  const flags = [
    `--tmpdir=${folder}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asRoot(),
    ...small,
  ]
  await runToEnd(install, ['--no-defaults', `--datadir=${data}`, ...flags])
  return { server, data, folder, socket: join(folder, 's') }
}

export const start = ({ server, data, folder, socket }, port) => ({
  command: server,
  args: [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${folder}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${socket}`,
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--max-connections=200',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
    '--sync-binlog=0',
    ...small,
    ...asRoot(),
  ],
  ready: /ready for connections/,
  stopSignal: 'SIGKILL',
  url: `mysql://root@127.0.0.1:${port}/mysql`,
})
