import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  type DataSourceRef,
  GraphGradientMode,
  StackingConfigBuilder,
  StackingMode
} from '@grafana/grafana-foundation-sdk/common'
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { metric, type PanelSpec } from './dashboard/panel.ts'
import { rows } from './dashboard/rows.ts'

const datasource: DataSourceRef = { type: 'prometheus', uid: '$datasource' }
const height = 8

/** The dashboard as Grafana imports it. */
export function renderDashboard(): string {
  const dashboard = new DashboardBuilder('Gateway Orchestrator')
    .uid('gateway-orchestrator')
    .description('Hostnames, their certificates and DNS records, and what they wait for.')
    .tags(['gateway-orchestrator'])
    .readonly()
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    .timezone('browser')
    .withVariable(
      new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus')
    )
    .withVariable(poolVariable())
  let id = 1
  for (const { title, panels } of rows) {
    dashboard.withRow(new RowBuilder(title).id(id++))
    for (const panel of panels) dashboard.withPanel(builderFor(panel, id++))
  }
  return `${JSON.stringify(dashboard.build(), null, 2)}\n`
}

/** The pools that the dashboard shows: all of them by default. */
function poolVariable() {
  return new QueryVariableBuilder('pool')
    .label('Pool')
    .datasource(datasource)
    .query(`label_values(${metric('pool_last_sync_timestamp_seconds')}, pool)`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
}

function builderFor(spec: PanelSpec, id: number): Builder<Panel> {
  const panel = spec.kind === 'stat' ? new StatBuilder() : linesOf(spec)
  panel
    .id(id)
    .title(spec.title)
    .description(spec.description)
    .datasource(datasource)
    .unit(spec.unit)
    .height(height)
    .span(spec.width)
    .thresholds(thresholdsOf(spec))
  for (const [index, { expr, legend }] of spec.queries.entries()) {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode('A'.charCodeAt(0) + index))
      .datasource(datasource)
      .expr(expr)
      .legendFormat(legend)
    panel.withTarget(spec.kind === 'stat' ? query.instant() : query.range())
  }
  return panel
}

function linesOf({ kind, unit }: PanelSpec): TimeseriesBuilder {
  const lines = new TimeseriesBuilder().min(0).lineWidth(1)
  if (unit === 'percentunit') lines.max(1)
  if (kind === 'lines') return lines
  return lines
    .fillOpacity(30)
    .gradientMode(GraphGradientMode.None)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
}

function thresholdsOf({ threshold }: PanelSpec): ThresholdsConfigBuilder {
  const [low, high] = threshold?.isBad === 'below' ? ['orange', 'green'] : ['green', 'orange']
  const first = { color: low, value: null }
  const steps = threshold === undefined ? [first] : [first, { color: high, value: threshold.value }]
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps)
}
