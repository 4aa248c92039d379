import type { AddressInfo } from 'node:net'
import { openLog } from './open-log.ts'
import { createAppServer } from './server.ts'

const { PORT = '3000', DATABASE = 'data/app.db', ADMIN_KEY = '', WRITER_KEY = '' } = process.env

const log = openLog(DATABASE)
const keys = {
  ...(ADMIN_KEY && { [ADMIN_KEY]: { name: 'admin', isAdmin: true } }),
  ...(WRITER_KEY && { [WRITER_KEY]: { name: 'writer' } }),
}
const server = createAppServer(log, keys).listen(Number(PORT), () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.closeIdleConnections()
    server.close(async () => {
      await log.daybook.close()
      log.database.close()
    })
  })
