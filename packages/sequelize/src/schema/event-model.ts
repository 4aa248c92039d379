import {
  checkName,
  type EventColumn,
  type EventEntity,
  type EventTable,
  eventColumns,
  eventIndexes,
  eventTable,
  indexColumns,
  indexName,
  mariadb,
  tablePath,
} from '@daybook/sql'
import type {
  DataTypes,
  Model,
  ModelAttributeColumnOptions,
  ModelAttributes,
  ModelStatic,
  Sequelize,
} from 'sequelize'
import { dialectOf } from '../store/live-sequelize.ts'
import { columnCodec } from './column-codec.ts'
import { ColumnType, columnSql } from './column-type.ts'

/** Which events table. */
export interface EventModelOptions {
  /** The events table. Default: `daybook_events`. */
  readonly table?: string
  /** The table's schema, on PostgreSQL. Default: the connection's. */
  readonly schema?: string
  /** What Sequelize calls the model. Default: `DaybookEvent`. */
  readonly modelName?: string
}

/** A row of the events table as a Sequelize model's instance. */
export type EventModel = Model<EventEntity, EventEntity> & EventEntity

/**
 * Defines the events table as a model of a Sequelize instance, for the app's own queries: `Event.findAll(…)`. Writing
 * stays with Daybook. `sync()` makes of it the table that the migration makes.
 */
export function createEventModel(
  sequelize: Sequelize,
  options: EventModelOptions = {},
): ModelStatic<EventModel> {
  const table = eventTable(options)
  const dialect = dialectOf(sequelize)
  const types = (sequelize.constructor as unknown as { DataTypes: typeof DataTypes }).DataTypes

  // Sequelize knows these types itself, and can then also look into JSON.
  const own = { id: types.UUID, json: types.JSONB }
  const attribute = (column: EventColumn): ModelAttributeColumnOptions<EventModel> => {
    const { name, kind, nullable, property } = column
    const codec = columnCodec(dialect.name, kind, timezoneOf(sequelize))
    return {
      field: name,
      primaryKey: kind === 'id',
      ...(dialect.name === 'postgres' && (kind === 'id' || kind === 'json')
        ? { type: own[kind], allowNull: nullable }
        : { type: new ColumnType(columnSql(dialect, column), codec) }),
      ...(codec && {
        get(this: EventModel) {
          return codec.from(this.getDataValue(property as keyof EventEntity))
        },
      }),
    }
  }

  const model = sequelize.define<EventModel>(
    options.modelName ?? 'DaybookEvent',
    Object.fromEntries(
      eventColumns.map((column) => [column.property, attribute(column)]),
    ) as ModelAttributes<EventModel>,
    {
      tableName: table.name,
      ...(table.schema !== undefined && { schema: table.schema }),
      timestamps: false,
      paranoid: false,
      underscored: false,
      ...(dialect.name === 'mariadb' && {
        engine: 'InnoDB',
        charset: 'utf8mb4',
        collate: 'utf8mb4_nopad_bin',
      }),
      indexes: eventIndexes.map((index) => ({
        name: indexName(table, index),
        fields: [...indexColumns(dialect, index)],
        ...(dialect.partialIndexes &&
          index.where !== undefined && { where: literal(sequelize, index.where) }),
      })),
    },
  )
  // What the app states for all its models is not for this one.
  model.addScope('defaultScope', {}, { override: true })
  if (dialect.name === 'mariadb') addChecksAfterSync(model, sequelize, table)
  return model
}

function literal(sequelize: Sequelize, sql: string): never {
  return (sequelize.constructor as unknown as { literal(sql: string): never }).literal(sql)
}

function timezoneOf(sequelize: Sequelize): string {
  return (sequelize as unknown as { options: { timezone: string } }).options.timezone
}

/** Lets `sync()` state the CHECKs, which `define` has no word for. */
function addChecksAfterSync(model: ModelStatic<EventModel>, sequelize: Sequelize, table: EventTable): void {
  model.afterSync(async ({ logging }) => {
    for (const column of eventColumns) {
      const check = mariadb.columnCheck(column)
      if (check !== undefined)
        await sequelize.query(
          `ALTER TABLE ${tablePath(mariadb, table)} ` +
            `ADD CONSTRAINT IF NOT EXISTS ${mariadb.quote(checkName(table, column.name))} CHECK (${check})`,
          logging === undefined ? {} : { logging },
        )
    }
  })
}
