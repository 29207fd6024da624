/** Morph targets at rest: a primitive with the weights of its mesh or node, added up once. */
import { SceneError } from '../scene.ts'
import type { Elements } from '../gltf/accessors.ts'
import type { Primitive } from '../gltf/schema.ts'
import { countOf, type Named, type Shape, type Source } from './shape.ts'

/**
 * @param id of what is made: of the primitive and its weights
 * @throws SceneError for a target that does not belong to its primitive
 */
export function morphed(
  shape: Shape,
  { targets }: Primitive,
  weights: readonly number[],
  { accessors, budget }: Source,
  { id, where }: { readonly id: string; readonly where: string },
): Shape {
  const attributes = new Map<string, Named<Elements>>(shape.attributes)
  const made = new Set<string>()
  for (const [t, target] of targets.entries()) {
    const weight = weights[t] ?? 0
    for (const [name, index] of weight === 0 ? [] : Object.entries(target)) {
      const base = attributes.get(name)
      if (!base) continue
      const delta = accessors.elements(index)
      if (countOf(delta) < countOf(base.values))
        throw new SceneError(
          `is not valid glTF 2.0: ${where}.targets[${t}].${name} has ${countOf(delta)} elements, and the primitive ` +
            `${countOf(base.values)}; put as many into its accessor`,
        )
      budget.spend('vertices', countOf(base.values), `${where}.targets[${t}]`)
      // The first target to move an attribute copies it: the others of its accessor stay as they are.
      const { size } = base.values
      const floats = made.has(name) ? base.values.floats : base.values.floats.slice()
      const shared = Math.min(size, delta.size)
      for (let v = 0; v < countOf(base.values); v++)
        for (let c = 0; c < shared; c++) floats[v * size + c]! += weight * delta.floats[v * delta.size + c]!
      made.add(name)
      attributes.set(name, { id: `${id}-${name.toLowerCase()}`, values: { size, floats } })
    }
  }
  return { ...shape, attributes }
}
