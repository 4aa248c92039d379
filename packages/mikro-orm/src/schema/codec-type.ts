import type { ColumnCodec } from '@daybook/sql'
import { type EntityProperty, Type } from '@mikro-orm/core'

/** A column that a codec reads and writes, whatever MikroORM does for its type. */
export class CodecType extends Type<unknown, unknown> {
  // Not a private field: MikroORM copies its types.
  private readonly codec: ColumnCodec

  constructor(codec: ColumnCodec) {
    super()
    this.codec = codec
  }

  override convertToDatabaseValue(value: unknown): unknown {
    return this.codec.to(value)
  }

  override convertToJSValue(value: unknown): unknown {
    return this.codec.from(value)
  }

  override getColumnType({ columnTypes }: EntityProperty): string {
    return columnTypes[0] as string
  }
}
