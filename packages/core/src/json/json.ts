/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json
}

type Dropped = undefined | symbol | ((...args: never[]) => unknown)

/**
 * What `T` becomes once it has been stored and read back: a `Date`, `bigint` or `URL` is a string, a `Set` an
 * array, a property that is always a function, a symbol or undefined is gone.
 */
export type Jsonify<T> = unknown extends T
  ? Json
  : T extends null | boolean | number | string
    ? T
    : T extends bigint | Date | URL | RegExp
      ? string
      : T extends { toJSON(): infer J }
        ? Jsonify<J>
        : T extends ReadonlyMap<infer K, infer V>
          ? K extends string
            ? { readonly [key: string]: Jsonify<V> }
            : readonly (readonly [Jsonify<K>, Jsonify<V>])[]
          : T extends ReadonlySet<infer V>
            ? readonly Jsonify<V>[]
            : T extends Dropped
              ? never
              : T extends readonly unknown[]
                ? { readonly [K in keyof T]: T[K] extends Dropped ? null : Jsonify<T[K]> }
                : T extends object
                  ? {
                      readonly [K in keyof T as [T[K]] extends [Dropped] ? never : K]: Jsonify<
                        Exclude<T[K], Dropped>
                      >
                    }
                  : never
