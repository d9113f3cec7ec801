/** One sample of the text format of Prometheus. */
export type Sample = { name: string; labels: Record<string, string>; value: number }

/** Reads all samples of a text. Label values must have no quotes or braces in them. */
export function samplesIn(text: string): readonly Sample[] {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return lines.map(line => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)]
    const read = Object.fromEntries(pairs.map(([, key = '', word = '']) => [key, word]))
    return { name, labels: read, value: Number(value.replace('Inf', 'Infinity')) }
  })
}

/** The samples of a metric of ours. @param name without the prefix that all have */
export function samplesOf(
  text: string,
  name: string,
  labels: Record<string, string> = {}
): readonly Sample[] {
  const isWanted = (sample: Sample) =>
    sample.name === `gateway_orchestrator_${name}` &&
    Object.entries(labels).every(([key, value]) => sample.labels[key] === value)
  return samplesIn(text).filter(isWanted)
}

/** The sum of the samples; `undefined` when there is none. */
export function totalOf(
  text: string,
  name: string,
  labels: Record<string, string> = {}
): number | undefined {
  const samples = samplesOf(text, name, labels)
  return samples.length === 0 ? undefined : samples.reduce((sum, { value }) => sum + value, 0)
}
