/**
 * Values that are kept with objects for as long as these live, as a WeakMap keeps them. V8 drops what a WeakMap holds only when it looks
 * through all memory: of a program that plans a graph each frame, every graph and plan outlived the collections of what is young, and a
 * quarter of all that was made was moved by them. A private field dies with its object.
 */
export interface KeptWith<Key extends object, Value> {
  /** undefined where none is kept. */
  get(object: Key): Value | undefined
  /** Keeps a value with an object, before that is frozen: a frozen object may take no new field. Values kept later replace the first. */
  set(object: Key, value: Value): void
}

/** A class that extends it puts its fields on the object that it is given. */
const Itself = function (object: object): object {
  return object
} as unknown as new (object: object) => object

/* @__NO_SIDE_EFFECTS__ */
export function keptWith<Key extends object, Value>(): KeptWith<Key, Value> {
  return class Keeper extends Itself {
    #value: Value

    constructor(object: Key, value: Value) {
      super(object)
      this.#value = value
    }

    static get(object: Key): Value | undefined {
      return #value in object ? (object as unknown as Keeper).#value : undefined
    }

    static set(object: Key, value: Value): void {
      if (#value in object) (object as unknown as Keeper).#value = value
      else void new Keeper(object, value)
    }
  }
}
