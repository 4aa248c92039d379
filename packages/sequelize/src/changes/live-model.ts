/** The members of a model that change capture uses. */
export interface LiveModel {
  readonly name: string
  readonly sequelize?: object
  /** Those with a column. Another object each time that an attribute or an association is added. */
  readonly tableAttributes: Readonly<Record<string, LiveAttribute>>
  readonly primaryKeyAttributes: readonly string[]
  readonly uniqueKeys: Readonly<Record<string, { readonly fields: readonly string[] }>>
  readonly _indexes: readonly {
    readonly unique?: boolean
    readonly where?: unknown
    readonly fields: readonly unknown[]
  }[]
  readonly _timestampAttributes: { readonly deletedAt?: string }
  readonly associations: Readonly<Record<string, LiveAssociation>>
  getTableName(): unknown
}

interface LiveAttribute {
  readonly field?: string
  readonly type: LiveType
  readonly defaultValue?: unknown
}

/** A data type, of the class that the dialect has for it. */
export interface LiveType {
  readonly key: string
  readonly _length?: number
  readonly _scale?: number
  readonly constructor: { readonly parse?: (value: unknown, options: { timezone: string }) => unknown }
}

/** Of a many-to-many association: the attributes of the rows that stand for its links. */
export interface LiveAssociation {
  readonly associationType: string
  readonly as: string
  readonly target: LiveModel
  readonly foreignKey: string
  readonly otherKey?: string
  readonly through?: { readonly model: LiveModel }
}

/** The members of a model's instance that change capture uses. */
export interface LiveInstance {
  readonly constructor: unknown
  readonly dataValues: Readonly<Record<string, unknown>>
  readonly _previousDataValues: Readonly<Record<string, unknown>>
}

/** A model or one that was made of it, by `scope()` or `schema()`. */
export function isModel(model: unknown, of: LiveModel): boolean {
  for (let each = model; typeof each === 'function'; each = Object.getPrototypeOf(each))
    if (each === (of as unknown)) return true
  return false
}
