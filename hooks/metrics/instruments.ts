import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { catalogue } from './catalogue/catalogue.ts'
import type { Definition } from './catalogue/definition.ts'

/** The labels of a definition, as a union of their names. */
type LabelsOf<D> = D extends { labels: readonly (infer L extends string)[] } ? L : never

/** The instrument of a definition. */
type Instrument<D> = D extends { type: 'counter' }
  ? Counter<LabelsOf<D>>
  : D extends { type: 'gauge' }
    ? Gauge<LabelsOf<D>>
    : Histogram<LabelsOf<D>>

/** All instruments, by group and name of the catalogue. */
export type Instruments = {
  [Group in keyof typeof catalogue]: {
    [Name in keyof (typeof catalogue)[Group]]: Instrument<(typeof catalogue)[Group][Name]>
  }
}

/** Makes an instrument for each metric of the catalogue, and puts all of them into the registry. */
export function createInstruments(registry: Registry): Instruments {
  const groups = Object.entries(catalogue).map(([group, definitions]) => {
    const made = Object.entries(definitions).map(([name, definition]) => [
      name,
      instrumentFor(definition, registry)
    ])
    return [group, Object.fromEntries(made)]
  })
  return Object.fromEntries(groups) as Instruments
}

function instrumentFor({ name, type, help, labels, buckets }: Definition, registry: Registry) {
  const options = { name, help, labelNames: [...labels], registers: [registry] }
  if (type === 'counter') return new Counter(options)
  if (type === 'gauge') return new Gauge(options)
  return new Histogram({ ...options, buckets: [...(buckets ?? [])] })
}
