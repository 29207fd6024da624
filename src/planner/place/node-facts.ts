/** Facts of placement about the nodes of an arrangement, whatever their times. */
import type { Values } from '../analyse/values.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Nodes } from '../schedule/nodes.ts'
import { heapRules, type HeapRules } from './heap-rules.ts'
import { textureUsages } from './planned-texture.ts'

/** Facts that depend on which passes are nodes, and not on their times. */
export interface NodeFacts {
  /** Usage bits of texture values. */
  readonly usages: Uint8Array
  readonly rules: HeapRules
}

/** @param resource that of each value */
export const nodeFacts = (graph: NormalGraph, values: Values, nodes: Nodes, resource: Int32Array): NodeFacts => ({
  usages: textureUsages(graph, values, nodes, resource),
  rules: heapRules(graph, values, nodes, resource),
})
