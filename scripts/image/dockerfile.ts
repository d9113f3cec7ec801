/** A line of a Dockerfile: its first word, and what follows, continued lines joined. */
export type Instruction = { word: string; rest: string }

/** From one FROM to the next. */
export type Stage = { name: string; instructions: readonly Instruction[] }

/** How a container is started. */
export type Settings = {
  user: string
  workdir: string
  env: Record<string, string>
  /** ENTRYPOINT and CMD. */
  command: readonly string[]
  healthcheck: readonly string[]
}

/** The stages of a Dockerfile, in order. The last is the image. */
export function readStages(text: string): Stage[] {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '')
  const instructions = [...lines.matchAll(/^(\w+)\s+(.*)$/gm)].map(([, word = '', rest = '']) => ({
    word,
    rest
  }))
  const from = instructions.flatMap(({ word }, index) => (word === 'FROM' ? [index] : []))
  return from.map((start, index) => {
    const [, name = ''] = / AS (\S+)$/.exec(instructions[start]?.rest ?? '') ?? []
    return { name, instructions: instructions.slice(start + 1, from[index + 1]) }
  })
}

/** The settings that a stage's instructions make. @throws on shell forms of ENTRYPOINT, CMD and HEALTHCHECK */
export function settingsOf({ instructions }: Stage): Settings {
  const all = (word: string) =>
    instructions.filter(instruction => instruction.word === word).map(({ rest }) => rest)
  const health = all('HEALTHCHECK')
    .at(-1)
    ?.replace(/^.*?\bCMD\s+/, '')
  return {
    user: all('USER').at(-1) ?? 'root',
    workdir: all('WORKDIR').at(-1) ?? '/',
    env: Object.assign({}, ...all('ENV').map(readEnv)),
    command: [...readList(all('ENTRYPOINT').at(-1)), ...readList(all('CMD').at(-1))],
    healthcheck: readList(health)
  }
}

/** The pairs of an ENV instruction. */
export function readEnv(rest: string): Record<string, string> {
  return Object.fromEntries(
    [...rest.matchAll(/(\w+)=(\S*)/g)].map(([, name, value]) => [name, value])
  )
}

function readList(rest: string | undefined): readonly string[] {
  return rest === undefined ? [] : (JSON.parse(rest) as string[])
}
