import { awsRow } from './aws-row.ts'
import { hooksRow } from './hooks-row.ts'
import type { RowSpec } from './panel.ts'
import { poolsRow } from './pools-row.ts'
import { pipelineRow, serviceLevelRow } from './request-rows.ts'

/** All rows of the dashboard, from what users notice down to the process. */
export const rows: readonly RowSpec[] = [serviceLevelRow, pipelineRow, awsRow, poolsRow, hooksRow]
