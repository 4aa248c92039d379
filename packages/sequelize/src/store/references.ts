import { type Classes, classNames, encodeKey, type StoreReferences } from '@daybook/core'
import { type EntityFinder, loadReferences } from '@daybook/sql'
import type { LiveSequelize } from './live-sequelize.ts'
import { registerTypeNames } from './type-names.ts'

/** The members of a model that this adapter uses. */
interface ModelSlice {
  new (): object
  readonly name: string
  readonly primaryKeyAttributes: readonly string[]
  unscoped(): { findAll(options: object): Promise<object[]> }
}

const or = Symbol.for('or')

/**
 * What the instances of a Sequelize's models are called in events, and how to find them again.
 *
 * @param isRefused - whether the database refused a value as none of the column's type.
 */
export function createReferences(
  sequelize: LiveSequelize,
  classes: Classes,
  isRefused: (error: unknown) => boolean,
): StoreReferences {
  const nameOf = classNames(classes)
  registerTypeNames(sequelize, nameOf)
  const modelNamed = (name: string): ModelSlice | undefined =>
    sequelize.isDefined(name) ? (sequelize.model(name) as ModelSlice) : undefined

  /** The model itself: what is found through a scope or schema is of a class made for that, under the same name. */
  const modelOf = (instance: object): ModelSlice | undefined => {
    const model = modelNamed(instance.constructor.name)
    return model && instance instanceof model ? model : undefined
  }

  const finderOf = (type: string): EntityFinder | undefined => {
    const model = modelNamed(classes[type]?.name ?? type)
    return (
      model && {
        keyLength: model.primaryKeyAttributes.length,
        idOf: (instance) => keyOf(model, instance),
        find: (keys) => model.unscoped().findAll({ where: whereOf(model, keys), paranoid: false }),
      }
    )
  }

  return {
    of(entity) {
      const model = modelOf(entity)
      return model && { type: nameOf.get(model) ?? model.name, id: keyOf(model, entity) }
    },
    load: (references) => loadReferences(references, finderOf, isRefused),
  }
}

function keyOf({ primaryKeyAttributes }: ModelSlice, instance: object): string | null {
  const { get } = instance as { get(attribute: string): unknown }
  return encodeKey(primaryKeyAttributes.map((attribute) => get.call(instance, attribute)))
}

function whereOf(
  { primaryKeyAttributes }: ModelSlice,
  keys: readonly (readonly string[])[],
): Record<string | symbol, unknown> {
  const [only] = primaryKeyAttributes
  if (primaryKeyAttributes.length === 1 && only) return { [only]: keys.map(([id]) => id) }
  return {
    [or]: keys.map((parts) =>
      Object.fromEntries(primaryKeyAttributes.map((attribute, index) => [attribute, parts[index]])),
    ),
  }
}
