import { expectTypeOf, it } from 'vitest'
import type { Json, Jsonify } from './json.ts'

it('what is JSON stays as it is', () => {
  expectTypeOf<Jsonify<string>>().toEqualTypeOf<string>()
  expectTypeOf<Jsonify<'a' | 7 | true | null>>().toEqualTypeOf<'a' | 7 | true | null>()
  expectTypeOf<Jsonify<{ readonly a: number; readonly b?: string }>>().toEqualTypeOf<{
    readonly a: number
    readonly b?: string
  }>()
})

it('what JSON lacks becomes text', () => {
  expectTypeOf<Jsonify<Date>>().toEqualTypeOf<string>()
  expectTypeOf<Jsonify<bigint>>().toEqualTypeOf<string>()
  expectTypeOf<Jsonify<URL>>().toEqualTypeOf<string>()
  expectTypeOf<Jsonify<RegExp>>().toEqualTypeOf<string>()
  expectTypeOf<Jsonify<{ at: Date | null }>>().toEqualTypeOf<{ readonly at: string | null }>()
})

it('a Set becomes an array, a Map an object or an array of pairs', () => {
  expectTypeOf<Jsonify<Set<Date>>>().toEqualTypeOf<readonly string[]>()
  expectTypeOf<Jsonify<Map<string, bigint>>>().toEqualTypeOf<{ readonly [key: string]: string }>()
  expectTypeOf<Jsonify<Map<number, Date>>>().toEqualTypeOf<readonly (readonly [number, string])[]>()
})

it('what toJSON returns is what is stored', () => {
  expectTypeOf<Jsonify<{ toJSON(): { at: Date } }>>().toEqualTypeOf<{ readonly at: string }>()
})

it('functions, symbols and undefined are gone from objects, and null in arrays', () => {
  expectTypeOf<Jsonify<{ a: number; f: () => void; s: symbol; u: undefined }>>().toEqualTypeOf<{
    readonly a: number
  }>()
  expectTypeOf<Jsonify<[number, () => void]>>().toEqualTypeOf<readonly [number, null]>()
})

it('goes to the leaves', () => {
  expectTypeOf<Jsonify<{ list: { at: Date }[] }>>().toEqualTypeOf<{
    readonly list: readonly { readonly at: string }[]
  }>()
})

it('anything at all becomes any JSON', () => {
  expectTypeOf<Jsonify<unknown>>().toEqualTypeOf<Json>()
})
