import { waitUntil } from '../control-plane/wait-until.ts'
import { type Controllers, startControllers } from './controllers.ts'
import { hooksDeployment } from './install.ts'
import type { World } from './world.ts'

/** Changes an installation, and has hooks and controllers follow, as in a cluster. */
export type RollOut = {
  /**
   * Does what changes the Deployment; then replaces the hooks.
   * @param meanwhile - is done before, while the old hooks answer
   */
  during: (act: () => Promise<unknown>, meanwhile?: () => Promise<unknown>) => Promise<void>
  stop: () => Promise<void>
}

/**
 * Replaces the hooks as soon as their Deployment has changed. Metacontroller sees a change of its
 * CompositeControllers by itself; our engine reads them when it starts.
 */
export function startRollOut(world: World): RollOut {
  let controllers: Controllers = world.controllers
  const follow = async () => {
    if (world.runner !== 'engine') return
    await controllers.stop()
    controllers = await startControllers('engine', world.controllersOptions)
  }
  return {
    during: async (act, meanwhile) => {
      const before = await versionOf(world)
      const acting = act()
      const failed = acting.then(
        () => undefined,
        error => error
      )
      const isChanged = async () => {
        const now = await versionOf(world)
        return now !== '' && now !== before
      }
      const changed = waitUntil('another Deployment', isChanged, { within: 120_000 })
      const failure = await Promise.race([changed, failed])
      if (failure instanceof Error) throw failure
      await meanwhile?.()
      await world.replaceHooks()
      await acting
      await follow()
    },
    stop: () => controllers.stop()
  }
}

/** Changes with each change of the Deployment; empty if there is none. */
async function versionOf({ admin }: World): Promise<string> {
  const { namespace, name } = hooksDeployment
  const path = 'jsonpath={.metadata.uid} {.metadata.generation}'
  const words = ['deployment', name, '-n', namespace, '--ignore-not-found', '-o', path]
  return admin.run(['get', ...words])
}
