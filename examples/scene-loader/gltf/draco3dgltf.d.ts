/** As much of draco3dgltf as the loader calls: the package brings no types. */
declare module 'draco3dgltf' {
  interface Owned {
    /** 0 where there is none. */
    readonly ptr: number
  }
  export interface Attribute extends Owned {
    num_components(): number
  }
  export interface Mesh extends Owned {
    num_faces(): number
    num_points(): number
  }
  interface Buffer extends Owned {
    Init(bytes: Int8Array, length: number): void
  }
  interface Decoder extends Owned {
    GetEncodedGeometryType(buffer: Buffer): number
    DecodeBufferToMesh(buffer: Buffer, mesh: Mesh): { ok(): boolean }
    GetAttributeByUniqueId(mesh: Mesh, id: number): Attribute
    GetTrianglesUInt32Array(mesh: Mesh, bytes: number, at: number): boolean
    GetAttributeDataArrayForAllPoints(mesh: Mesh, of: Attribute, type: number, bytes: number, at: number): boolean
  }
  export interface DecoderModule {
    readonly Decoder: new () => Decoder
    readonly DecoderBuffer: new () => Buffer
    readonly Mesh: new () => Mesh
    readonly TRIANGULAR_MESH: number
    readonly DT_INT8: number
    readonly DT_UINT8: number
    readonly DT_INT16: number
    readonly DT_UINT16: number
    readonly DT_UINT32: number
    readonly DT_FLOAT32: number
    /** A view of the heap, which is replaced when the heap grows. */
    readonly HEAPF32: Float32Array<ArrayBuffer>
    _malloc(bytes: number): number
    _free(at: number): void
    destroy(owned: Owned): void
  }
  export interface EncoderModule {
    readonly Encoder: new () => any
    readonly MeshBuilder: new () => any
    readonly Mesh: new () => any
    readonly DracoInt8Array: new () => any
    readonly POSITION: number
    readonly NORMAL: number
    readonly TEX_COORD: number
    destroy(owned: unknown): void
  }
  const draco: {
    createDecoderModule(): Promise<DecoderModule>
    createEncoderModule(): Promise<EncoderModule>
  }
  export default draco
}
