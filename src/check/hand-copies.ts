/**
 * Copies, written by hand, of the objects that plans have most of: a literal is made in a third of the time that a walk through its
 * schema takes. What is not just as the schema's required fields say is left to the schema's own copy.
 */
import { compileAccepts, type Accepts } from '../schema/accepts.ts'
import { refused, type Copy, type OtherCopy } from '../schema/copies.ts'
import { elementOf, fieldsOf, optionsByValue, optionsOf, type Schema } from '../schema/schema.ts'

/** By schema: how its objects are copied. */
export function handCopies(command: Schema, placement: Schema): ReadonlyMap<Schema, OtherCopy> {
  const commands = optionsByValue('op', optionsOf(command))
  const dispatch = commands.get('dispatch')!
  const binding = optionsOf(elementOf(fieldsOf(dispatch)['bindings']!))[0]!
  const slice = optionsOf(fieldsOf(binding)['slice']!)[0]!
  return new Map([
    [slice, ofSlice],
    [binding, ofBinding],
    [dispatch, ofDispatch],
    [commands.get('barrier')!, ofBarrier],
    [commands.get('copy')!, ofCopy],
    [placement, ofPlacement],
  ])
}

type Fields = Readonly<Record<string, unknown>>

const ofSlice: OtherCopy = (schema, _, copy) => {
  const is = leavesOf(schema, ['heap', 'offset', 'size'])
  if (!is) return copy
  return (value) => {
    if (!hasFields(value, 3)) return copy(value)
    const { heap, offset, size } = value
    return is.heap(heap) && is.offset(offset) && is.size(size) ? { heap, offset, size } : copy(value)
  }
}

const ofBinding: OtherCopy = (schema, compile, copy) => {
  const is = leavesOf(schema, ['group', 'binding', 'resource', 'slice', 'as', 'access'])
  if (!is) return copy
  const copySlice = compile(fieldsOf(schema)['slice']!)
  return (value) => {
    if (!hasFields(value, 6)) return copy(value)
    const { group, binding, resource, as, access } = value
    const isRight = is.group(group) && is.binding(binding) && is.resource(resource) && is.as(as) && is.access(access)
    const slice = isRight ? copySlice(value['slice']) : refused
    return slice === refused ? copy(value) : { group, binding, resource, slice, as, access }
  }
}

const ofDispatch: OtherCopy = (schema, compile, copy) => {
  const is = leavesOf(schema, ['op', 'shader', 'entryPoint', 'workgroups', 'bindings', 'passes'])
  if (!is) return copy
  const copyField = copiesOf(schema, compile, ['workgroups', 'bindings', 'passes'])
  return (value) => {
    if (!hasFields(value, 6)) return copy(value)
    const { op, shader, entryPoint } = value
    const isRight = is.op(op) && is.shader(shader) && is.entryPoint(entryPoint)
    const workgroups = isRight ? copyField.workgroups(value['workgroups']) : refused
    const bindings = workgroups === refused ? refused : copyField.bindings(value['bindings'])
    const passes = bindings === refused ? refused : copyField.passes(value['passes'])
    return passes === refused ? copy(value) : { op, shader, entryPoint, workgroups, bindings, passes }
  }
}

const ofBarrier: OtherCopy = (schema, compile, copy) => {
  const is = leavesOf(schema, ['op', 'before', 'after'])
  if (!is) return copy
  const copyField = copiesOf(schema, compile, ['before', 'after'])
  return (value) => {
    if (!hasFields(value, 3)) return copy(value)
    const { op } = value
    const before = is.op(op) ? copyField.before(value['before']) : refused
    const after = before === refused ? refused : copyField.after(value['after'])
    return after === refused ? copy(value) : { op, before, after }
  }
}

const ofCopy: OtherCopy = (schema, compile, copy) => {
  const is = leavesOf(schema, ['op', 'from', 'to', 'regions', 'passes'])
  if (!is) return copy
  const copyField = copiesOf(schema, compile, ['regions', 'passes'])
  return (value) => {
    if (!hasFields(value, 5)) return copy(value)
    const { op, from, to } = value
    const regions = is.op(op) && is.from(from) && is.to(to) ? copyField.regions(value['regions']) : refused
    const passes = regions === refused ? refused : copyField.passes(value['passes'])
    return passes === refused ? copy(value) : { op, from, to, regions, passes }
  }
}

/** The copy of a placement of a transient buffer, as most are. */
const ofPlacement: OtherCopy = (schema, compile, copy) => {
  const is = leavesOf(schema, ['resource', 'version', 'lifetime', 'heap', 'offset', 'sizeBytes', 'first', 'last'])
  if (!is) return copy
  const copyField = copiesOf(schema, compile, ['first', 'last'])
  return (value) => {
    if (!hasFields(value, 8)) return copy(value)
    const { resource, version, lifetime, heap, offset, sizeBytes } = value
    const isNamed = is.resource(resource) && is.version(version) && is.lifetime(lifetime)
    const isPlaced = isNamed && is.heap(heap) && is.offset(offset) && is.sizeBytes(sizeBytes)
    const first = isPlaced ? copyField.first(value['first']) : refused
    const last = first === refused ? refused : copyField.last(value['last'])
    // Where one of the two is left out, another field is the eighth.
    if (last === refused || first === undefined || last === undefined) return copy(value)
    return { resource, version, lifetime, heap, offset, sizeBytes, first, last }
  }
}

/** Whether a value is a plain object of so many fields. */
function hasFields(value: unknown, count: number): value is Fields {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false
  let found = 0
  for (const _ in value) found++
  return found === count
}

/** By field: what tells its values from others. Undefined where an object may not have these fields alone. */
function leavesOf<Key extends string>(
  schema: Schema,
  keys: readonly Key[],
): Readonly<Record<Key, Accepts>> | undefined {
  const fields = fieldsOf(schema)
  const required = Object.keys(fields).filter((key) => fields[key]!.kind !== 'optional')
  if (!keys.every((key) => fields[key]) || !required.every((key) => keys.includes(key as Key))) return undefined
  return Object.fromEntries(keys.map((key) => [key, compileAccepts(fields[key]!)])) as Record<Key, Accepts>
}

const copiesOf = <Key extends string>(schema: Schema, compile: (schema: Schema) => Copy, keys: readonly Key[]) =>
  Object.fromEntries(keys.map((key) => [key, compile(fieldsOf(schema)[key]!)])) as Record<Key, Copy>
