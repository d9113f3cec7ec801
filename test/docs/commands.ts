/** A command that a document tells its reader to give. */
type Command = {
  /** As it is written, comments left out and continued lines joined. */
  text: string
  /** What it says to need, in the comment `# needs …` at the top of its block. */
  needs: string | undefined
}

/** Programs whose name begins a command, where it stands in running text. */
const programs = [
  'npm',
  'npx',
  'node',
  'bash',
  'curl',
  'jq',
  'docker',
  'kubectl',
  'helm',
  'aws',
  'dig',
  'export'
]
const begins = new RegExp(`^(?:${programs.join('|')}) `)

/** All commands of a Markdown text: of its `sh` blocks, and those in backticks, in tables and elsewhere. */
export function commandsIn(markdown: string): Command[] {
  const block = /^ *```(\w*)\n([\s\S]*?)^ *```$/gm
  const blocks = [...markdown.matchAll(block)].filter(([, language]) => language === 'sh')
  const inText = [...markdown.replace(block, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, text = '']) => text
  )
  return [
    ...blocks.flatMap(([, , text = '']) => commandsOf(text)),
    ...inText.filter(text => begins.test(text)).map(text => ({ text, needs: undefined }))
  ]
}

/** A line is a command, unless a backslash or a pipe makes it go on in the next. */
function commandsOf(block: string): Command[] {
  const needs = /^\s*# needs (.+)$/m.exec(block)?.[1]
  return block
    .replace(/\\\n/g, '')
    .replace(/\|\n/g, '| ')
    .split('\n')
    .map(line => line.replace(/(^|\s)#\s.*$/, '').trim())
    .filter(line => line !== '')
    .map(text => ({ text: text.replace(/\s+/g, ' '), needs }))
}
