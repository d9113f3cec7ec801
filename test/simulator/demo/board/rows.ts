import type { Row } from '../../../../simulator/demo/board/row.ts'

/** A row that is under way since the time 0, with some fields replaced. */
export function aRow(fields: Partial<Row> = {}): Row {
  return {
    key: 'shop/web shop.apps.example.com',
    hostname: 'shop.apps.example.com',
    state: 'under way',
    steps: ['done', 'done', 'now', 'open', 'open', 'open', 'open'],
    text: 'ACM: its turn to be requested',
    beganAt: 0,
    ...fields
  }
}
