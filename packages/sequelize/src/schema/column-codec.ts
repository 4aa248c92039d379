import {
  type ColumnCodec,
  type EventColumn,
  jsonTextCodec,
  millisecondsCodec,
  type SqlDialect,
  uuidBytesCodec,
} from '@daybook/sql'

/**
 * How a column's values differ from what Sequelize and the driver would make of them; undefined where they do not.
 *
 * @param timezone - Sequelize's option of that name, in which it reads a datetime.
 */
export function columnCodec(
  dialect: SqlDialect['name'],
  kind: EventColumn['kind'],
  timezone: string,
): ColumnCodec | undefined {
  const codecs: Readonly<Partial<Record<typeof kind, ColumnCodec>>> = {
    sqlite: { instant: millisecondsCodec, json: jsonTextCodec },
    mariadb: { id: uuidBytesCodec, instant: utcTextCodec(timezone), json: jsonTextCodec },
    postgres: {},
  }[dialect]
  return codecs[kind]
}

const utc = new Set(['+00:00', 'Z', 'UTC', 'Etc/UTC', 'GMT'])

/** UTC in a column that Sequelize takes for the zone of its `timezone` option. */
function utcTextCodec(timezone: string): ColumnCodec {
  const shifted = utc.has(timezone) ? undefined : createWallClock(timezone)
  return {
    to: (value) => (value instanceof Date ? value.toISOString().slice(0, 23).replace('T', ' ') : value),
    from: (value) => (value instanceof Date && shifted ? shifted(value) : value),
  }
}

/** What the clocks of a zone show at an instant, as if it were UTC. */
function createWallClock(timeZone: string): (date: Date) => Date {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (date) => {
    const parts = format.formatToParts(date)
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find((each) => each.type === type)?.value)
    return new Date(
      Date.UTC(
        part('year'),
        part('month') - 1,
        part('day'),
        part('hour'),
        part('minute'),
        part('second'),
        date.getUTCMilliseconds(),
      ),
    )
  }
}
