/** The names of all calls on render passes of a device, in order. Wraps the device in place. */
export function recordPassCalls(device: GPUDevice): string[] {
  const calls: string[] = []
  const createCommandEncoder = device.createCommandEncoder.bind(device)
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor)
    const beginRenderPass = encoder.beginRenderPass.bind(encoder)
    encoder.beginRenderPass = (pass) => {
      calls.push('beginRenderPass')
      return noting(beginRenderPass(pass), calls)
    }
    return encoder
  }
  return calls
}

const noting = (pass: GPURenderPassEncoder, calls: string[]): GPURenderPassEncoder =>
  new Proxy(pass, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        calls.push(String(name))
        return Reflect.apply(member, target, args)
      }
    },
  })
