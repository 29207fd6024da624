/** An object of the Vulkan implementation; `0n` is no object. */
export type Handle<Name extends string> = bigint & { readonly handleOf: Name }

/** The address of a C value, or of the first element of an array. */
export type Pointer<Name extends string = string> = bigint & { readonly pointsTo: Name }

/** A C struct or union: its layout, and how a JavaScript value of type `Value` is written as one. */
export interface Struct<Name extends string, Value> {
  readonly name: Name
  readonly size: number
  readonly align: number
  /** Byte offsets of the members, to change a struct that has been written. */
  readonly offsets: Readonly<Record<string, number>>
  /** Writes into zeroed memory at `at`, including the structure type; whatever the members point to is written to `memory`. */
  write(view: DataView, at: number, value: Value, memory: StructMemory): void
}

/** A struct that the implementation writes, or passes to a callback. */
export interface ReadableStruct<Name extends string, Value, Read> extends Struct<Name, Value> {
  read(view: DataView, at: number): Read
}

/** A member that points to one `Value`: the value itself, which is encoded on the way, or an address. */
export type Pointed<Name extends string, Value> = Value | Pointer<Name> | null
/** A member that points to an array: its values, or an address. */
export type PointedArray<Name extends string, Value> = readonly Value[] | Pointer<Name> | null

/** Memory for everything that the members of a struct point to. */
export interface StructMemory {
  struct<Name extends string, Value>(type: Struct<Name, Value>, value: Value): Pointer<Name>
  structs<Name extends string, Value>(type: Struct<Name, Value>, values: readonly Value[]): Pointer<Name>
  bytes(bytes: ArrayBufferView): Pointer
  texts(texts: readonly string[]): Pointer
  text(text: string): Pointer
}
