import type { AWSFigures } from '../aws/figures.ts'
import type { Instruments } from './instruments.ts'

/** Sets the gauges of AWS to what the process knows now. Everything else gets no series. */
export function showAWS(
  { budgets, listings, years, zones }: AWSFigures,
  aws: Instruments['aws']
): void {
  for (const { service, operation = '', region, left, callsPerSecond, waiting } of budgets) {
    const labels = { service, operation, region }
    aws.budgetLeft.set(labels, left)
    aws.budgetRate.set(labels, callsPerSecond)
    aws.waiting.set(labels, waiting)
  }
  for (const { region, requested, perYear } of years) {
    aws.yearRequested.set({ region }, requested)
    aws.yearLimit.set({ region }, perYear)
  }
  for (const { region, asOf } of listings) aws.listed.set({ region }, asOf / 1000)
  aws.zoneRead.reset()
  aws.zoneRecords.reset()
  for (const { zone, asOf, records } of zones) {
    aws.zoneRead.set({ zone }, asOf / 1000)
    aws.zoneRecords.set({ zone }, records)
  }
}
