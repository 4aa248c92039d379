import { expect, test } from 'vitest'
import { parseDatabaseUrl } from './database-url.ts'

test.each([
  ['postgres://ada:secret@db.example/app?sslmode=require', 'postgres', 'postgres://ada@db.example/app'],
  ['postgresql://db:5433/app', 'postgres', 'postgresql://db:5433/app'],
  ['mysql://root@127.0.0.1:3306/test', 'mariadb', 'mysql://root@127.0.0.1:3306/test'],
  ['mariadb://u:p%23@h/test', 'mariadb', 'mariadb://u@h/test'],
  ['sqlite:app.db', 'sqlite', 'app.db'],
  ['sqlite:///var/app.db', 'sqlite', '/var/app.db'],
  ['sqlite://app.db', 'sqlite', 'app.db'],
  ['file:data/app.db?mode=ro', 'sqlite', 'data/app.db'],
  ['file:///var/app.db', 'sqlite', '/var/app.db'],
  ['./app.db', 'sqlite', './app.db'],
])('%s is of %s, and is shown without its password', (text, engine, shown) => {
  expect(parseDatabaseUrl(text, '/app')).toMatchObject({ engine, shown })
})

test('a file is found from the folder, and mariadb: is what the driver calls mysql:', () => {
  expect(parseDatabaseUrl('sqlite:app.db', '/srv').location).toBe('/srv/app.db')
  expect(parseDatabaseUrl('mariadb://h/test', '/').location).toBe('mysql://h/test')
})

test.each(['', 'redis://h', 'mongodb+srv://h/x', 'postgres://user:p#ss@h:x/'])(
  '%s is refused, unrepeated',
  (text) => {
    expect(() => parseDatabaseUrl(text, '/')).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.not.stringMatching(/p#ss|mongodb/) }),
    )
  },
)
