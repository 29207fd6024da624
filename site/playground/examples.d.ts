/** Made by the build: documents as text, by name. */
declare module 'playground-examples' {
  const examples: Readonly<Record<string, string>>
  export default examples
}
