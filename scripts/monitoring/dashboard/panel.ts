/** One query of a panel, and how its series are named. */
export type PanelQuery = {
  expr: string
  legend: string
  /**
   * Why the query has no series while all is well. If absent, it always has one once the hooks have
   * a hostname.
   */
  emptyBecause?: string
}

/** A panel as data. Grafana's JSON is made from it. */
export type PanelSpec = {
  title: string
  description: string
  kind: 'stat' | 'lines' | 'stacked'
  /** A unit of Grafana, such as `s` or `percentunit`. */
  unit: string
  /** Of the 24 columns of a row. */
  width: 4 | 6 | 8 | 12 | 24
  queries: readonly PanelQuery[]
  /** Above this value the panel is orange; below it with `isBad: 'below'`. */
  threshold?: { value: number; isBad: 'above' | 'below' }
}

export type RowSpec = { title: string; panels: readonly PanelSpec[] }

/** The metric's full name. */
export function metric(name: string): string {
  return `gateway_orchestrator_${name}`
}

/** The quantile of a histogram, by these labels. */
export function quantile(share: number, histogram: string, by: string, matcher = ''): string {
  const labels = ['le', ...by.split(' ').filter(label => label !== '')].join(', ')
  const rate = `rate(${metric(histogram)}_bucket${matcher}[$__rate_interval])`
  return `histogram_quantile(${share}, sum by (${labels}) (${rate}))`
}

/** The mean of a histogram over the range of the dashboard, by one label. */
export function mean(histogram: string, by: string, matcher = ''): string {
  const part = (suffix: string) =>
    `sum by (${by}) (increase(${metric(histogram)}_${suffix}${matcher}[$__range]))`
  return `${part('sum')} / ${part('count')}`
}
