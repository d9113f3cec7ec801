type Condition = { type: string; status: string; reason: string; message: string }

/** An object of the API; its status may have conditions. */
type WithStatus = { status?: object | undefined }

/** Whether Ready is True. */
export function isReady(object: WithStatus | undefined): boolean {
  return readyOf(object)?.status === 'True'
}

/** The reason and message of the Ready condition. Without it the reason is `Unknown`. */
export function readyReason(object: WithStatus): Pick<Condition, 'reason' | 'message'> {
  return readyOf(object) ?? { reason: 'Unknown', message: 'no condition' }
}

function readyOf(object: WithStatus | undefined): Condition | undefined {
  const { conditions = [] } = (object?.status ?? {}) as { conditions?: readonly Condition[] }
  return conditions.find(({ type }) => type === 'Ready')
}
