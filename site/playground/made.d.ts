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
