/** Primitive assembly: which vertices make up each point, line and triangle. */
import type { PrimitiveState } from './state.ts'

/** The vertices of a primitive, the provoking one first; points and lines repeat their last. */
export type EmitPrimitive = (a: number, b: number, c: number) => void

/**
 * Calls `emit` for each primitive of `count` vertices in order. `vertexAt` gives −1 where a strip is restarted. Triangles of
 * a strip keep the winding of its first.
 */
export function assemble(
  topology: NonNullable<PrimitiveState['topology']>,
  count: number,
  vertexAt: (i: number) => number,
  emit: EmitPrimitive,
): void {
  let a = 0
  let b = 0
  let seen = 0
  for (let i = 0; i < count; i++) {
    const v = vertexAt(i)
    if (v < 0) {
      seen = 0
      continue
    }
    seen++
    switch (topology) {
      case 'point-list':
        emit(v, v, v)
        break
      case 'line-list':
        if (seen === 2) {
          emit(a, v, v)
          seen = 0
        }
        a = v
        break
      case 'line-strip':
        if (seen > 1) emit(a, v, v)
        a = v
        break
      case 'triangle-list':
        if (seen === 1) a = v
        else if (seen === 2) b = v
        else {
          emit(a, b, v)
          seen = 0
        }
        break
      case 'triangle-strip':
        if (seen > 2) {
          if (seen % 2 === 1) emit(a, b, v)
          else emit(a, v, b)
        }
        a = b
        b = v
    }
  }
}
