const { createApp } = require('./app.js')
const { openDatabase } = require('./database.js')

const { PORT = '3000', DATABASE_URL = 'data/app.db', ADMIN_KEY = '' } = process.env

async function main() {
  const sequelize = await openDatabase(DATABASE_URL)
  const { app, daybook } = createApp(sequelize, ADMIN_KEY)
  const server = app.listen(Number(PORT), () => {
    const address = server.address()
    console.log(`http://localhost:${address !== null && typeof address === 'object' ? address.port : PORT}`)
  })
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      server.close(async () => {
        await daybook.close()
        await sequelize.close()
      })
      server.closeIdleConnections()
    })
}

main()
