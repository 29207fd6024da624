/** Made by the build: documents as text, by name. */
declare module 'playground-examples' {
  const examples: Readonly<Record<string, string>>
  export default examples
}
/** Made by the build: the program of the worker. */
declare module 'playground-worker' {
  const text: string
  export default text
}
/** Made by the build: base64 of inputs, by the name of the graph and of the input. */
declare module 'playground-inputs' {
  const inputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  export default inputs
}
