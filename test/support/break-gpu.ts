/** Makes calls of one live GPUDevice fail, as a device would. */

export interface Breaker {
  /** Calls of createBuffer and createTexture so far. */
  readonly created: number
  /** The k-th creation from now (0 = the next) runs out of memory; with `forever`, all later ones too. */
  outOfMemory(k: number, forever?: boolean): void
  /** What `mapAsync` of the device's buffers does from now on. */
  map: 'works' | 'rejects' | 'hangs'
}

/** Call before the backend makes anything; wraps the device's methods in place. */
export function breakGpu(device: GPUDevice): Breaker {
  let created = 0
  let failFrom = Infinity
  let failTo = -Infinity
  let ranOut = false
  const breaker: Breaker = {
    get created() {
      return created
    },
    outOfMemory(k, forever = false) {
      failFrom = created + k
      failTo = forever ? Infinity : failFrom
    },
    map: 'works',
  }
  const tick = () => {
    if (created >= failFrom && created <= failTo) ranOut = true
    created++
  }
  const createBuffer = device.createBuffer.bind(device)
  device.createBuffer = (descriptor) => {
    tick()
    if (ranOut && descriptor.mappedAtCreation)
      throw new RangeError('createBuffer failed, size is too large for the implementation')
    const buffer = createBuffer(descriptor)
    const mapAsync = buffer.mapAsync.bind(buffer)
    buffer.mapAsync = (...args) => {
      if (breaker.map === 'works') return mapAsync(...args)
      return breaker.map === 'hangs'
        ? new Promise<undefined>(() => undefined)
        : Promise.reject(new DOMException('Buffer mapping failed', 'OperationError'))
    }
    return buffer
  }
  const createTexture = device.createTexture.bind(device)
  device.createTexture = (descriptor) => {
    tick()
    return createTexture(descriptor)
  }
  const scopes: GPUErrorFilter[] = []
  const push = device.pushErrorScope.bind(device)
  const pop = device.popErrorScope.bind(device)
  device.pushErrorScope = (filter) => {
    scopes.push(filter)
    push(filter)
  }
  device.popErrorScope = async () => {
    const filter = scopes.pop()
    const fails = ranOut && filter === 'out-of-memory'
    if (fails) ranOut = false
    const error = await pop()
    return fails ? new GPUOutOfMemoryError('out of memory') : error
  }
  return breaker
}
