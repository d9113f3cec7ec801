import { LuaFactory } from 'wasmoon'

/** The health of an object, as Argo CD shows it. */
export type Health = { status: 'Healthy' | 'Progressing' | 'Degraded'; message: string }

/**
 * Makes the function that runs a health check of Argo CD on an object. Argo CD runs Lua 5.1, this
 * is Lua 5.4: the checks use only what both have.
 */
export async function createHealthCheck(script: string): Promise<(object: object) => Health> {
  const lua = await new LuaFactory().createEngine()
  return object => lua.doStringSync(`obj = ${toLua(object)}\n${script}`) as Health
}

/** A value of JSON as an expression of Lua. A list begins with the index 1, as Argo CD has it. */
function toLua(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (Array.isArray(value)) return `{${value.map(toLua).join(', ')}}`
  if (typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value).map(
    ([name, field]) => `[${JSON.stringify(name)}] = ${toLua(field)}`
  )
  return `{${fields.join(', ')}}`
}
